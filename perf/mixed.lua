-- Lists and details, hits and misses mixed. The token and the patients' ids come from the environment.
local token = os.getenv("TOKEN")
local ids = {}
for id in string.gmatch(os.getenv("PATIENTS"), "%S+") do ids[#ids + 1] = id end
local headers = { ["Authorization"] = "Bearer " .. token, ["Accept-Encoding"] = "identity" }
local turn = 0

function init(arguments)
  math.randomseed(os.time())
end

request = function()
  turn = turn + 1
  local kind = turn % 4
  if kind == 0 then return wrk.format("GET", "/api/patients?limit=20", headers) end
  if kind == 1 then return wrk.format("GET", "/api/visits?limit=20&offset=" .. math.random(0, 200), headers) end
  return wrk.format("GET", "/api/patients/" .. ids[math.random(#ids)], headers)
end
