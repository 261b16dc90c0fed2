-- What wrk asks: one kind of list for each run. Environment: KIND, PAGES (of the whole list), KEY,
-- SECRET. Random pages come from a seed, so that every run asks the same.
local kind = os.getenv("KIND")
local pages = tonumber(os.getenv("PAGES"))
local filtered_pages = tonumber(os.getenv("FILTERED_PAGES"))
local base = "/api/v1/payouts"

local targets = {}

local function add(query) targets[#targets + 1] = base .. query end

math.randomseed(7)
if kind == "first" then
  add("")
elseif kind == "random" then
  for _ = 1, 5000 do add("?page=" .. math.random(pages)) end
elseif kind == "last" then
  add("?page=" .. pages)
elseif kind == "filtered" then
  for _ = 1, 5000 do
    add("?status=completed&currency=EUR&sort_by=amount&page=" .. math.random(filtered_pages))
  end
elseif kind == "search" then
  for _ = 1, 5000 do add("?search=smith&page=" .. math.random(100)) end
end

wrk.headers["X-API-Key"] = os.getenv("KEY")
wrk.headers["X-API-Secret"] = os.getenv("SECRET")

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
