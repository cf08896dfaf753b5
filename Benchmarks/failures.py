"""How soon a release that cannot work is refused, recognised and put back."""

import time

from harness import Cloud, median, say, seconds

from broken import CRASH, MISSING_IMAGE, MISSING_KEY, deploy


def checks(slipway, times=5):
    """The check of a service that can be deployed, whole command."""
    found = []
    for _ in range(times):
        run = slipway.run("check", "--env", "good", RELEASE="2")
        if run.exit_code != 0:
            raise SystemExit(f"the check of a good release failed: {run.result}")
        found.append(run.seconds)
    return median(found)


def measure(slipway, times=3):
    """The check, then a missing image and a missing key, at the default pace."""
    rows = []
    with Cloud(slipway, "good", RELEASE="1") as cloud:
        made = time.monotonic()
        checked = checks(slipway)
        rows.append(("check of one service", seconds(checked), "≤ 300 ms", checked <= 0.3, "whole command"))
        for breakage in (MISSING_IMAGE, MISSING_KEY):
            refusals, verdicts = [], []
            if breakage is MISSING_KEY:
                say("a secret younger than a minute gets more patience: waiting until it is older")
                time.sleep(max(0, made + 61 - time.monotonic()))
            for _ in range(times):
                run = slipway.run("deploy", "--env", breakage.environment, *breakage.words, RELEASE="broken")
                if run.exit_code != 12:
                    raise SystemExit(f"{breakage.name} was not refused: {run.cause}")
                refusals.append(run.seconds)
                verdicts.append(deploy(slipway, breakage))
            refused = median(refusals)
            after = median([verdict.verdict_after_failure for verdict in verdicts])
            verdict = median([verdict.verdict for verdict in verdicts])
            restored = median([verdict.restored for verdict in verdicts])
            rows += [
                (f"{breakage.name}: refused", seconds(refused), "≤ 200 ms", refused <= 0.2, "whole command"),
                (f"{breakage.name}: verdict", seconds(after), "≤ 200 ms", after <= 0.2,
                 f"past the check, after the failed task could be seen; {seconds(verdict)} after UpdateService"),
                (f"{breakage.name}: restored", seconds(restored), "≤ 1 s", restored <= 1, "after UpdateService"),
            ]
    return rows


def measure_at_real_pace(slipway):
    """A crash at boot, with ECS's own waits."""
    say("a crash loop at ECS's real pace: about three minutes")
    with Cloud(slipway, "good", pace=1, RELEASE="1"):
        verdict = deploy(slipway, CRASH)
    cause, decided = verdict.cause_after_failure, verdict.verdict_after_failure
    return [
        ("crash loop at real pace: cause", seconds(cause), "≤ 2 s", cause <= 2,
         f"after the first failed task; {seconds(verdict.cause)} after UpdateService"),
        ("crash loop at real pace: verdict", seconds(decided), "≤ 2 s", decided <= 2,
         f"after the second; {seconds(verdict.verdict)} after UpdateService, restored after "
         f"{seconds(verdict.restored)}"),
    ]
