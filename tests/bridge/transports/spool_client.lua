-- A host without sockets: writes OSC packets as files and reads the answers, with plain io, os and string.
-- lua5.4 spool_client.lua SPOOL CLIENT COUNT   (the test stands for the host's own listing of a folder)

local spool, client, count = arg[1], arg[2], tonumber(arg[3])

local function padded(text)
  return text .. ("\0"):rep(4 - #text % 4)
end

local function encode(address, tags, ...)
  local parts = {padded(address), padded("," .. tags)}
  for index, value in ipairs({...}) do
    local tag = tags:sub(index, index)
    parts[#parts + 1] = tag == "s" and padded(value) or string.pack(tag == "i" and ">i4" or ">f", value)
  end
  return table.concat(parts)
end

local function read_text(data, at)
  local text = string.unpack("z", data, at)
  return text, at + #text + 4 - #text % 4
end

local function decode(data)
  local address, at = read_text(data, 1)
  local tags
  tags, at = read_text(data, at)
  local values = {}
  for tag in tags:sub(2):gmatch(".") do
    if tag == "s" then
      values[#values + 1], at = read_text(data, at)
    else
      values[#values + 1], at = string.unpack(tag == "i" and ">i4" or ">f", data, at)
    end
  end
  return address, values
end

for number = 1, count do
  local name = ("%s/in/%s/%08d"):format(spool, client, number)
  local file = assert(io.open(name .. ".tmp", "wb"))
  file:write(encode("/foley/ping", "sifs", "lua-" .. number, number, 0.1, "Ünïcode"))
  file:close()
  assert(os.rename(name .. ".tmp", name .. ".osc"))
end
io.stdout:write("written\n")
io.stdout:flush()

-- Names of answers come on standard input, as the host's own function would list them.
for name in io.lines() do
  local path = ("%s/out/%s/%s"):format(spool, client, name)
  local file = assert(io.open(path, "rb"))
  local address, values = decode(file:read("a"))
  file:close()
  assert(os.remove(path))
  io.stdout:write(address, " ", table.concat(values, " "), "\n")
  io.stdout:flush()
end
