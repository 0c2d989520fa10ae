-- @noindex
-- OSC 1.0 strictly, with the three types of the protocol: tables to bytes and back.
--
-- A message is { address = "/foley/ping", types = "s", args = { "id" } }.

local osc = {}

local LIMIT_BYTES = 8192
local BUNDLE, DEEPEST = "#bundle\0", 4
local ADDRESS = "^/[!-~]*$"

local function padded(text)
  return text .. string.rep("\0", 4 - #text % 4)
end

local writers = {
  i = function(value)
    assert(math.type(value) == "integer", "an i must be a whole number")
    assert(value >= -2147483648 and value <= 2147483647, "an i has 32 bits")
    return string.pack(">i4", value)
  end,
  f = function(value)
    assert(type(value) == "number", "an f must be a number")
    return string.pack(">f", value)
  end,
  s = function(value)
    assert(type(value) == "string" and not value:find("\0", 1, true), "an s must be a text without NUL")
    return padded(value)
  end,
}

--- The bytes of a message. Raises an error for what OSC cannot say.
function osc.encode(message)
  assert(message.address:match(ADDRESS), "an address begins with a slash and can be printed")
  assert(#message.types == #message.args, "as many types as arguments")
  local parts = { padded(message.address), padded("," .. message.types) }
  for index = 1, #message.types do
    local write = writers[message.types:sub(index, index)]
    parts[#parts + 1] = assert(write, "types are i, f and s")(message.args[index])
  end
  return table.concat(parts)
end

local function read_text(data, at)
  local stop = data:find("\0", at, true)
  if not stop then
    error("a text without end")
  end
  local next_at = stop + 4 - (stop - 1) % 4
  if data:sub(stop, next_at - 1) ~= string.rep("\0", next_at - stop) then
    error("padding that is not zero")
  end
  local text = data:sub(at, stop - 1)
  if not utf8.len(text) then
    error("a text that is not UTF-8")
  end
  return text, next_at
end

-- The shortest decimal that these 32 bits stand for: 4.1 is 4.1 again.
local function read_float(data, at)
  local value = string.unpack(">f", data, at)
  for digits = 6, 9 do
    local short = tonumber(string.format("%." .. digits .. "g", value))
    if short and string.pack(">f", short) == data:sub(at, at + 3) then
      return short, at + 4
    end
  end
  return value, at + 4 -- not a number, or infinite
end

local readers = {
  i = function(data, at)
    return string.unpack(">i4", data, at)
  end,
  f = read_float,
  s = read_text,
}

local function read_message(data)
  local address, at = read_text(data, 1)
  if not address:match(ADDRESS) then
    error("an address that is none")
  end
  local message = { address = address, types = "", args = {} }
  if at == #data + 1 then
    return message -- some programs leave the tags out where there is no argument
  end
  local tags
  tags, at = read_text(data, at)
  if tags:sub(1, 1) ~= "," then
    error("type tags without a comma")
  end
  message.types = tags:sub(2)
  for index = 1, #message.types do
    local read = readers[message.types:sub(index, index)] or error("a type that is not i, f or s")
    message.args[index], at = read(data, at)
  end
  if at ~= #data + 1 then
    error("bytes after the arguments")
  end
  return message
end

local function read_packet(data, messages, depth)
  if #data == 0 or #data % 4 ~= 0 then
    error("a packet of " .. #data .. " bytes")
  elseif data:sub(1, 8) ~= BUNDLE then
    messages[#messages + 1] = read_message(data)
    return
  elseif depth == DEEPEST then
    error("bundles too deep in each other")
  end
  local at = 17 -- behind the name and the time, which says nothing here
  if at > #data + 1 then
    error("a bundle cut short")
  end
  while at <= #data do
    local part
    part, at = string.unpack(">s4", data, at)
    read_packet(part, messages, depth + 1)
  end
end

--- The messages of a packet, in order; nil and the reason where it is none.
function osc.decode(data)
  local messages = {}
  if #data > LIMIT_BYTES then
    return nil, "a packet of " .. #data .. " bytes"
  end
  local fine, problem = pcall(read_packet, data, messages, 0)
  if fine then
    return messages
  end
  return nil, (tostring(problem):gsub("^.-:%d+: ", ""))
end

return osc
