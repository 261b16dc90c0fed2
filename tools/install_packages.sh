#!/bin/sh
# Installs with apt what is missing of tools/packages.txt for the purposes given: build, test,
# bench. Does nothing (and needs no rights and no network) when all of it is there.
set -eu
list=$(dirname "$0")/packages.txt
missing=
for purpose in "$@"; do
  for package in $(sed -n "s/#.*//; s/^$purpose  *//p" "$list"); do
    state=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
    [ "$state" = 'install ok installed' ] || missing="$missing $package"
  done
done
[ -n "$missing" ] || exit 0
as_root=
if [ "$(id -u)" != 0 ]; then
  as_root=sudo
  command -v sudo >/dev/null || {
    echo "these packages are missing and installing them needs root:$missing" >&2
    exit 1
  }
fi
echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086  # a list of words
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
