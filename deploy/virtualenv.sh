#!/bin/sh
# Make the virtual environment .venv with the first Python that fits; PYTHON names one.
set -eu

fits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
complete='import ensurepip, venv'

say() {
    echo "$*" >&2
}

for python in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
    "$python" -c "$fits" 2>/dev/null || continue
    if ! "$python" -c "$complete" 2>/dev/null; then
        # Debian ships what makes virtual environments apart from Python.
        if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
            incomplete=$python
            continue
        fi
        apt-get -qq update
        DEBIAN_FRONTEND=noninteractive apt-get -qq install -y python3-venv >/dev/null
        "$python" -c "$complete" || continue
    fi
    rm -rf .venv
    "$python" -m venv .venv
    say "Made .venv with $("$python" --version)."
    exit 0
done

if [ -n "${incomplete:-}" ]; then
    say "$incomplete cannot make virtual environments here: install python3-venv and try again."
else
    say "Python 3.11, 3.12 or 3.13 is needed and was not found among the commands" \
        "${PYTHON:-python3.13, python3.12, python3.11, python3}: install one," \
        "or name it, such as: make run PYTHON=/usr/local/bin/python3.12"
fi
exit 1
