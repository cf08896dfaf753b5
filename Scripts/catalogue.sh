#!/usr/bin/env bash
# Writes Sources/SlipwayFailures/Catalogue+All.swift from the files of the failure modes: one file a mode, named after its
# id, in the folder of its phase. Run by `make catalogue`; a test compares.
set -euo pipefail
cd "$(dirname "$0")/../Sources/SlipwayFailures"
phases=(Template Image Secret Identity Network Placement Start Application Health LoadBalancer Deployment Stack Afterwards)
{
    echo "// Made by \`make catalogue\` from the files beside it; not written by hand."
    echo
    echo "extension Catalogue {"
    echo "    /// All failure modes, phase by phase and in the order of their ids."
    echo "    package static let all: [FailureMode] = ["
    for phase in "${phases[@]}"; do
        [[ -d $phase ]] || continue
        files=$(grep -lE '^    static let [a-zA-Z0-9]+ = FailureMode\($' "$phase"/*.swift 2>/dev/null | LC_ALL=C sort || true)
        [[ -n $files ]] || continue
        echo "        // $phase"
        for file in $files; do
            name=$(grep -oE '^    static let [a-zA-Z0-9]+ = FailureMode\($' "$file" | awk '{ print $3 }')
            echo "        .$name,"
        done
    done
    echo "    ]"
    echo "}"
} >Catalogue+All.swift
