-- What wrk asks: one kind of list for each run. Environment: QUERY; LOW and HIGH, the pages to ask
-- for; KEY, SECRET; TAG, of the answer that is known, or empty. Random pages come from a seed, so that every run asks the same.
local query = os.getenv("QUERY")
local low, high = tonumber(os.getenv("LOW")), tonumber(os.getenv("HIGH"))
local asked = low == high and 1 or 100000

local targets = {}

math.randomseed(7)
for _ = 1, asked do
  targets[#targets + 1] = "/api/v1/payouts?" .. query .. (query == "" and "" or "&")
    .. "page=" .. math.random(low, high)
end

wrk.headers["X-API-Key"] = os.getenv("KEY")
wrk.headers["X-API-Secret"] = os.getenv("SECRET")
if (os.getenv("TAG") or "") ~= "" then wrk.headers["If-None-Match"] = os.getenv("TAG") end

local requests = {}
local at = 0

function init()
  for i, target in ipairs(targets) do requests[i] = wrk.format("GET", target) end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format("RESULT %.0f %.0f %.0f %d", summary.requests / summary.duration * 1e6,
    latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
