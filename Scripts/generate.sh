#!/usr/bin/env bash
# Regenerates Sources/AWSServices from the service models that botocore 1.44.5 (PyPI) publishes. Only needed when the
# allow-list, the generator or the model version changes; the result is checked in.
set -euo pipefail
cd "$(dirname "$0")/.."
version=1.44.5
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip download --quiet --no-deps --dest "$folder" "botocore==$version"
python3 -m zipfile -e "$folder"/botocore-*.whl "$folder/wheel"
swift run --disable-index-store generate-aws --models "$folder/wheel/botocore/data" --output Sources/AWSServices
