-- Encodes and decodes what the tests say, a line each: `encode ADDRESS TYPES VALUE…`, all but TYPES in hexadecimal
-- digits where it is text; `decode HEX`.

local function hex(text)
  return (text:gsub(".", function(sign)
    return ("%02x"):format(sign:byte())
  end))
end

local function plain(digits)
  return (digits:gsub("%x%x", function(two)
    return string.char(tonumber(two, 16))
  end))
end

local function encoded(address, types, ...)
  local values = { ... }
  for at = 1, #types do
    local kind = types:sub(at, at)
    values[at] = kind == "s" and plain(values[at]:sub(2)) or kind == "i" and math.tointeger(tonumber(values[at])) or tonumber(values[at])
  end
  return hex(osc.encode(plain(address:sub(2)), types, values))
end

local function decoded(packet)
  local messages = osc.decode(packet)
  if not messages then
    return "broken"
  end
  local parts = {}
  for _, one in ipairs(messages) do
    parts[#parts + 1] = "m" .. hex(one.address) .. " ," .. one.types
    for at, value in ipairs(one.values) do
      parts[#parts + 1] = one.types:sub(at, at) == "s" and "s" .. hex(value) or ("%.17g"):format(value)
    end
  end
  return table.concat(parts, " ")
end

for line in io.lines() do
  local words = {}
  for word in line:gmatch("%S+") do
    words[#words + 1] = word
  end
  local what = table.remove(words, 1)
  if what == "encode" then
    local types = words[2]:sub(2)
    local fine, answer = pcall(encoded, words[1], types, table.unpack(words, 3))
    print(fine and answer or "refused")
  else
    print(decoded(plain((words[1] or "x"):sub(2))))
  end
  io.stdout:flush()
end
