-- OSC messages of i, f and s, which is all that the protocol has: bytes from values and back.

local osc = {}

local FORMATS = { i = ">i4", f = ">f" }

local function padded(text)
  return text .. ("\0"):rep(4 - #text % 4)
end

-- The bytes of a message; `types` has one letter for each value. An error for what OSC cannot say.
function osc.encode(address, types, values)
  local parts = { padded(address), padded("," .. types) }
  for at = 1, #types do
    local kind, value = types:sub(at, at), values[at]
    if kind == "s" then
      assert(not value:find("\0", 1, true), "a string with a NUL cannot be sent")
      parts[#parts + 1] = padded(value)
    else
      parts[#parts + 1] = string.pack(FORMATS[kind], value)
    end
  end
  return table.concat(parts)
end

local function text_at(packet, at)
  local ending = packet:find("\0", at, true)
  if not ending then
    return nil
  end
  local behind = ending + 4 - (ending - 1) % 4
  if behind > #packet + 1 or packet:sub(ending, behind - 1):find("[^\0]") then
    return nil
  end
  return packet:sub(at, ending - 1), behind
end

-- The shortest decimal that the 32 bits stand for: 4.1, not 4.0999999046.
local function shortest(bits)
  local value = string.unpack(">f", bits)
  for digits = 1, 9 do
    local short = tonumber(("%." .. digits .. "g"):format(value))
    if short and string.pack(">f", short) == bits then
      return short
    end
  end
  return value
end

local function value_at(packet, at, kind)
  if kind == "s" then
    return text_at(packet, at)
  end
  if not FORMATS[kind] or at + 3 > #packet then
    return nil
  end
  local bits = packet:sub(at, at + 3)
  return kind == "i" and string.unpack(">i4", bits) or kind == "f" and shortest(bits), at + 4
end

-- Address, types and values of a message; nil for bytes that are none.
function osc.decode(packet)
  local address, at = text_at(packet, 1)
  if not address or address:sub(1, 1) ~= "/" then
    return nil
  end
  local types
  types, at = text_at(packet, at)
  if not types or types:sub(1, 1) ~= "," then
    return nil
  end
  local values = {}
  for kind in types:sub(2):gmatch(".") do
    values[#values + 1], at = value_at(packet, at, kind)
    if not at then
      return nil
    end
  end
  if at ~= #packet + 1 then
    return nil
  end
  return address, types:sub(2), values
end

return osc
