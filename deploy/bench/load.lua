-- One run of load for wrk: method, file of requests (path TAB body), file for the result, beginning of the
-- Idempotency-Key, and whether each request may be sent once only.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  method, told_file, key, once = args[1], args[3], args[4], args[5] == "yes"
  requests = {}
  for line in io.lines(args[2]) do
    local path, body = line:match("^([^\t]*)\t(.*)$")
    table.insert(requests, { path, body })
  end
  sent = 0
end

function request()
  sent = sent + 1
  local place = sent
  if once and sent > #requests then
    wrk.thread:stop()
    place = #requests
  end
  local one = requests[(place - 1) % #requests + 1]
  local headers = {}
  for name, value in pairs(wrk.headers) do headers[name] = value end
  if key ~= "" then headers["Idempotency-Key"] = key .. "-" .. sent end
  local body = nil
  if one[2] ~= "" then body = one[2] end
  return wrk.format(method, one[1], headers, body)
end

function done(summary, latency)
  local errors = summary.errors
  local file = io.open(threads[1]:get("told_file"), "w")
  file:write(string.format(
    '{"answered": %d, "refused": %d, "broken": %d, "seconds": %f, "p50": %f, "p95": %f}',
    summary.requests, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3))
  file:close()
end
