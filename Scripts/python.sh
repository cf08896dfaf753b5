#!/usr/bin/env bash
# Prints the Python whose boto3, AWS CLI and moto the interoperability tests drive; makes it on first use, in .build/python,
# from PyPI. Nothing of the machine's own Python is changed.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=.build/python
if [[ ! -x $folder/bin/python3 || ! -f $folder/complete ]]; then
    python3 -m venv --clear "$folder" >&2
    "$folder/bin/python3" -m pip install --quiet --disable-pip-version-check \
        "boto3==1.44.5" "botocore==1.44.5" "awscli==1.46.3" "moto[server]==5.2.1" >&2
    touch "$folder/complete"
fi
echo "$PWD/$folder/bin/python3"
