-- What wrk posts: payouts, one a request or PAYOUTS_PER_REQUEST in a batch. Environment:
-- PAYOUTS_PER_REQUEST, SECONDS, WALLET, KEY, SECRET. Nothing is asked after SECONDS: when wrk
-- stops, some seconds later, every request has its answer, and the acknowledged can be counted.
local ffi = require("ffi")
ffi.cdef [[
typedef struct { long seconds; long nanoseconds; } moment;
int clock_gettime(int clock, moment* now);
]]

local per_request = tonumber(os.getenv("PAYOUTS_PER_REQUEST"))
local seconds = tonumber(os.getenv("SECONDS"))
local never_ms = 3600 * 1000

local moment = ffi.new("moment")

local function now()
  local monotonic = 1
  ffi.C.clock_gettime(monotonic, moment)
  return tonumber(moment.seconds) + tonumber(moment.nanoseconds) / 1e9
end

-- Globals: done() reads them from each thread.
asked, first, last = 0, 0, 0
local at = 0

-- What changes from request to request stands in for %s and %d; the rest is made once.
local head
local payout = '{"reference_id":"%s-%04d","wallet_id":' .. os.getenv("WALLET")
  .. ',"amount":%d.%02d,"currency":"USD","beneficiary_email":"maria.hernandez%d@example.com",'
  .. '"beneficiary_first_name":"Maria","beneficiary_last_name":"Hernandez",'
  .. '"beneficiary_country":"MX","beneficiary_phone":"+5215512345678",'
  .. '"description":"Bonus Payment","metadata":{"department":"sales"}}'

local function make_payout(name, number)
  return string.format(payout, name, number, 10 + number % 90, number % 100, number)
end

-- A batch is made ahead but for its name, which stands between the parts: to join them is to copy.
local parts = {}

local function make_batch()
  local mark = "\1"
  local payouts = {}
  for number = 1, per_request do payouts[number] = make_payout(mark, number) end
  local whole = '{"payouts":[' .. table.concat(payouts, ",") .. '],"atomic":false}' .. mark
  for part in whole:gmatch("([^" .. mark .. "]*)" .. mark) do parts[#parts + 1] = part end
end

local threads = {}

function setup(thread)
  threads[#threads + 1] = thread
  thread:set("thread_number", #threads)
end

function init()
  math.randomseed(thread_number)
  head = "POST /api/v1/payouts" .. (per_request > 1 and "/batch" or "") .. " HTTP/1.1\r\n"
    .. "Host: " .. wrk.headers["Host"] .. "\r\nContent-Type: application/json\r\n"
    .. "X-API-Key: " .. os.getenv("KEY") .. "\r\nX-API-Secret: " .. os.getenv("SECRET") .. "\r\n"
    .. "Idempotency-Key: %08x-%s\r\nContent-Length: %d\r\n\r\n"
  if per_request > 1 then make_batch() end
end

function request()
  at = at + 1
  local name = string.format("b%d-%07d", thread_number, at)
  local body = per_request > 1 and table.concat(parts, name) or make_payout(name, at % 10000)
  -- Keys that clients make at random fall anywhere in an index; so do these, and they are unique.
  return string.format(head, math.random(0, 2 ^ 31 - 1), name, #body) .. body
end

-- wrk asks this before each request, and so after each answer.
function delay()
  last = now()
  if first == 0 then first = last end
  if last - first >= seconds then return never_ms end
  asked = asked + 1
  return 0
end

function done(summary, latency)
  local errors = summary.errors
  local all_asked, began, ended = 0, math.huge, 0
  for _, thread in ipairs(threads) do
    all_asked = all_asked + thread:get("asked")
    began = math.min(began, thread:get("first"))
    ended = math.max(ended, thread:get("last"))
  end
  print(string.format("RESULT %.0f %.0f %.0f %.0f %.0f %.0f", all_asked, summary.requests,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    (ended - began) * 1e6, latency:percentile(50), latency:percentile(99)))
end
