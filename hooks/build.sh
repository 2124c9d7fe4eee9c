#!/usr/bin/env bash
# `ask deploy` runs this to build the code: it gets the package that `make package` builds and tries out.
set -eu
cd "$(dirname "$0")/.."
make package
cp dist/face-guide-lambda.zip "$1"
