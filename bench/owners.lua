-- What wrk asks of many owners: the list of one after the other, in an order that no neighbours
-- share. Environment: OWNERS, QUERY, FIRST (where in that order to begin), ONCE (1: stop when each
-- owner was asked once). Credentials follow from an owner's number as make_owners.cc says.
local ffi = require("ffi")
ffi.cdef "int getpid(void); int kill(int process, int signal);"
local interrupt = 2  -- the only thing that ends wrk before its time

local owners, query = tonumber(os.getenv("OWNERS")), os.getenv("QUERY")
local at, once = tonumber(os.getenv("FIRST")), os.getenv("ONCE") == "1"
local asked = 0

local function greatest_divisor(a, b)
  while b > 0 do a, b = b, a % b end
  return a
end

-- A step without a common divisor reaches every owner before it comes back to the first.
local step = math.floor(owners * 0.618) + 1
while greatest_divisor(owners, step) ~= 1 do step = step + 1 end

local request_text

function init()
  request_text = "GET /api/v1/payouts?" .. query .. " HTTP/1.1\r\nHost: " .. wrk.headers["Host"]
    .. "\r\nX-API-Key: sk_live_%s%s%s\r\nX-API-Secret: %040d\r\n\r\n"
end

function request()
  asked = asked + 1
  if once and asked > owners then ffi.C.kill(ffi.C.getpid(), interrupt) end
  at = (at + step) % owners
  local mixed = string.format("%08x", at * 2654435761 % 2 ^ 32)
  return string.format(request_text, mixed, mixed, mixed, at)
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format("RESULT %.0f %.0f %.0f %d", summary.requests / summary.duration * 1e6,
    latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
