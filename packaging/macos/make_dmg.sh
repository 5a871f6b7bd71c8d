#!/bin/sh
# Makes the disk image: make_dmg.sh APP TARGET NAME
# With BRACKETDESK_SIGN_AS it signs as that identity, and with BRACKETDESK_NOTARY_PROFILE it has the
# image notarised; without them the app is signed for this machine alone ("ad hoc").
set -eu

app=$1
target=$2
name=$3
here=$(cd "$(dirname "$0")" && pwd)
identity=${BRACKETDESK_SIGN_AS:--}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

codesign --force --deep --options runtime --entitlements "$here/entitlements.plist" \
    --sign "$identity" "$app"
codesign --verify --deep --strict "$app"

cp -R "$app" "$folder/"
ln -s /Applications "$folder/Applications"
rm -f "$target"
hdiutil create -volname "$name" -srcfolder "$folder" -fs HFS+ -format UDZO -ov "$target"

if [ "$identity" != - ]; then
    codesign --sign "$identity" "$target"
fi
if [ -n "${BRACKETDESK_NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$target" --keychain-profile "$BRACKETDESK_NOTARY_PROFILE" --wait
    xcrun stapler staple "$target"
fi
