-- OSC messages of i, f and s, which is all that the protocol has: bytes from values and back.

local osc = {}

local FORMATS = { i = ">i4", f = ">f" }

local function padded(text)
  return text .. ("\0"):rep(4 - #text % 4)
end

-- The bytes of a message; `types` has one letter for each value. An error for what OSC cannot say.
function osc.encode(address, types, values)
  assert(address:find("^/[!-~]*$"), "an address begins with a slash and is printable ASCII")
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
  local text = packet:sub(at, ending - 1)
  if behind > #packet + 1 or packet:sub(ending, behind - 1):find("[^\0]") or not utf8.len(text) then
    return nil
  end
  return text, behind
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

local function message(packet)
  local address, at = text_at(packet, 1)
  if not address or not address:find("^/[!-~]*$") then
    return nil
  end
  local types, values = ",", {}
  if at <= #packet then -- else a sender that leaves the tags of no values out
    types, at = text_at(packet, at)
  end
  if not types or types:sub(1, 1) ~= "," then
    return nil
  end
  for kind in types:sub(2):gmatch(".") do
    values[#values + 1], at = value_at(packet, at, kind)
    if not at then
      return nil
    end
  end
  return at == #packet + 1 and { address = address, types = types:sub(2), values = values } or nil
end

local BUNDLE, DEPTH_MOST = "#bundle\0", 4

local function read(packet, depth, found)
  if packet:sub(1, 8) ~= BUNDLE then
    local one = message(packet)
    found[#found + 1] = one
    return one ~= nil
  end
  local at = 17 -- behind the time tag, which is not waited for
  while at + 3 <= #packet do
    local size = string.unpack(">I4", packet, at)
    if size == 0 or at + 3 + size > #packet or depth == DEPTH_MOST then
      return false
    end
    if not read(packet:sub(at + 4, at + 3 + size), depth + 1, found) then
      return false
    end
    at = at + 4 + size
  end
  return at == #packet + 1
end

-- The messages of a packet, each {address, types, values}; nil for bytes that are none.
function osc.decode(packet)
  local found = {}
  return read(packet, 0, found) and found or nil
end

return osc
