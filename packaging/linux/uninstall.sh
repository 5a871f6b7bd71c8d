#!/bin/sh
# Removes what install.sh put there, and leaves the settings, the journal and the keyring alone.
set -eu

home=$(cd "$(dirname "$0")" && pwd)
if [ ! -f "$home/prefix" ]; then
    echo "Nothing is installed here; run the uninstall.sh of the installed app." >&2
    exit 2
fi
prefix=$(cat "$home/prefix")
share=$(cat "$home/share")

remove_if_empty() {
    rmdir "$1" 2>/dev/null || true
}

while IFS= read -r file; do
    rm -f "$share/$file"
done <"$home/shared-files"
sed -e 's|/[^/]*$||' "$home/shared-files" | sort -ru | while IFS= read -r folder; do
    while [ "$folder" != . ]; do
        remove_if_empty "$share/$folder"
        folder=${folder%/*}
    done
done
rm -f "$prefix/bin/bracketdesk"

tell() {
    if [ -d "$2" ] && command -v "$1" >/dev/null 2>&1; then "$@" >/dev/null 2>&1 || true; fi
}
tell update-desktop-database "$share/applications"
if [ "$(ls -A "$share/applications" 2>/dev/null)" = mimeinfo.cache ]; then
    rm -r "$share/applications"
fi
# With no package left in it, a database of types holds nothing but what was made of ours.
if [ -d "$share/mime" ] && [ -z "$(ls -A "$share/mime/packages" 2>/dev/null)" ]; then
    rm -r "$share/mime"
else
    tell update-mime-database "$share/mime"
fi

rm -rf "$home"
for folder in "$prefix/bin" "$prefix/lib"; do
    remove_if_empty "$folder"
done
echo "Bracket Desk is removed; what it kept for you in $share/bracketdesk is still there."
