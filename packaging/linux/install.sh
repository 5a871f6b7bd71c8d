#!/bin/sh
# Installs Bracket Desk for one user, without root: ./install.sh [--prefix DIR]
# It goes under ~/.local unless another folder is named; installing again brings it up to date.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
prefix=${HOME:?}/.local
share=${XDG_DATA_HOME:-$prefix/share}

case ${1:-} in
    "") ;;
    --prefix)
        prefix=${2:?"--prefix wants a folder"}
        share=$prefix/share
        ;;
    *)
        echo "usage: install.sh [--prefix DIR]" >&2
        exit 2
        ;;
esac
case $prefix in
    /*) ;;
    *)
        echo "The folder must be named from the root on: $prefix" >&2
        exit 2
        ;;
esac

home=$prefix/lib/bracketdesk
program=$home/app/bracketdesk
next=$home.new
before=$home.old

# The whole app is beside the old one before that goes; a running one keeps its own files.
mkdir -p "$prefix/lib" "$prefix/bin" "$share"
rm -rf "$next" "$before"
mkdir "$next"
cp -R "$here/app" "$next/app"
cp "$here/uninstall.sh" "$here/LICENSE" "$next/"
(cd "$here/share" && find . -type f | sort) >"$next/shared-files"
printf '%s\n' "$prefix" >"$next/prefix"
printf '%s\n' "$share" >"$next/share"
if [ -e "$home" ]; then mv "$home" "$before"; fi
mv "$next" "$home"
rm -rf "$before"

ln -sf "../lib/bracketdesk/app/bracketdesk" "$prefix/bin/bracketdesk"
(cd "$here/share" && find . -type d) | while IFS= read -r folder; do
    mkdir -p "$share/$folder"
done
while IFS= read -r file; do
    cp "$here/share/$file" "$share/$file"
done <"$home/shared-files"

# A menu need not know where the program lies: it is named in full, as the desktop entry's rules
# want a path quoted and sed its own signs.
quoted=$(printf '%s' "$program" | sed -e 's/[\\"`$]/\\\\&/g' -e 's/%/%%/g' -e 's/[&|]/\\&/g')
entry=$share/applications/bracketdesk.desktop
sed -e "s|^Exec=bracketdesk|Exec=\"$quoted\"|" "$here/share/applications/bracketdesk.desktop" >"$entry"

tell() {
    if command -v "$1" >/dev/null 2>&1; then "$@" >/dev/null 2>&1 || true; fi
}
tell update-desktop-database "$share/applications"
tell update-mime-database "$share/mime"
tell gtk-update-icon-cache -q -t "$share/icons/hicolor"

echo "Bracket Desk is installed in $home."
echo "Start it from the menu, or with $prefix/bin/bracketdesk; $home/uninstall.sh removes it."
