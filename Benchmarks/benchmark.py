"""Measures the numbers that Slipway wants to reach, each beside its target and, where there is one, beside a peer's.

Usage: benchmark.py SLIPWAY [PART...], with PROBE naming the program and DOCKER_HOST an engine. The parts are startup,
rolling, failures, throttling and pace; all without any.
"""

import os
import sys

from harness import HERE, Slipway, say, table

import failures
import rolling
import startup
import throttling

PARTS = {
    "startup": startup.measure, "rolling": rolling.measure, "failures": failures.measure,
    "throttling": throttling.measure, "pace": failures.measure_at_real_pace,
}


def main():
    slipway, chosen = Slipway(os.path.abspath(sys.argv[1]), HERE), sys.argv[2:] or list(PARTS)
    unknown = [part for part in chosen if part not in PARTS]
    if unknown:
        raise SystemExit(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    load = os.getloadavg()[0]
    rows = []
    for part in chosen:
        say(f"measuring: {part}")
        rows += PARTS[part](slipway)
    table(["what", "measured", "target", "reached", "beside it"],
          [[*row[:3], "yes" if row[3] else "NO", row[4]] for row in rows])
    print(f"{os.cpu_count()} processors; load {load:.1f} before it began, so others worked at the same time"
          if load > 0.5 else f"{os.cpu_count()} processors, otherwise idle")
    return 0


if __name__ == "__main__":
    sys.exit(main())
