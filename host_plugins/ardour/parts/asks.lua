-- What is asked of the daemon, as the message of a request's fields. The same fields are always the same message.

local asks = {}

local SHARED = { { "seed", "i" }, { "steps", "i" }, { "pool", "i" }, { "destination", "s" }, { "position", "s" }, { "project", "s" } }

-- Of each: its address, its arguments behind the id, and the pairs of its own.
local KINDS = {
  generate = { { { "prompt", "s" }, { "seconds", "f" }, { "count", "i" } }, { { "rate", "i" }, { "loop", "i" } } },
  variation = {
    { { "candidate", "s" }, { "amount", "f" }, { "count", "i" } }, { { "rate", "i" }, { "less", "i" }, { "blend", "s" }, { "mix", "f" } },
  },
  transform = {
    { { "path", "s" }, { "prompt", "s" }, { "strength", "f" }, { "count", "i" } },
    { { "rate", "i" }, { "seconds", "f" } },
  },
  fill = {
    { { "path", "s" }, { "start", "f" }, { "finish", "f" }, { "prompt", "s" }, { "count", "i" } },
    { { "extend", "f" } }, -- the rate is the recording's
  },
}

local function value(text, kind)
  if kind == "s" then
    return text
  end
  local number = tonumber(text)
  return kind == "i" and number and math.tointeger(number) or kind == "f" and number or nil
end

-- Whether all is there that the request needs, so that its message can be made.
function asks.whole(fields)
  local kind = KINDS[fields.ask or "generate"]
  if not kind or not (fields.id and fields.prompt and tonumber(fields.seconds)) then
    return false
  end
  for _, argument in ipairs(kind[1]) do
    if value(fields[argument[1]], argument[2]) == nil then
      return false
    end
  end
  return true
end

-- Address, types and values.
function asks.message(fields)
  local name = fields.ask or "generate"
  local types, values = "s", { fields.id }
  for _, argument in ipairs(KINDS[name][1]) do
    types = types .. argument[2]
    values[#values + 1] = value(fields[argument[1]], argument[2])
  end
  for _, list in ipairs { SHARED, KINDS[name][2] } do
    for _, pair in ipairs(list) do
      local said = fields[pair[1]] and fields[pair[1]] ~= "" and value(fields[pair[1]], pair[2])
      if said then
        types = types .. "s" .. pair[2]
        values[#values + 1] = pair[1]
        values[#values + 1] = said
      end
    end
  end
  return "/foley/" .. name, types, values
end

return asks
