-- A bounded load for wrk: each connection asks again after a pause, and what came of it is one JSON line.
function delay()
    return 10
end

function done(summary, latency)
    local errors = summary.errors
    print(string.format(
        '{"requests":%d,"failed":%d,"status":%d,"p50":%d,"p99":%d,"max":%d}', summary.requests,
        errors.connect + errors.read + errors.write + errors.timeout + errors.status, errors.status,
        latency:percentile(50), latency:percentile(99), latency.max))
end
