-- @noindex
-- Where a sound of the daemon's begins to be heard: read from its file, a WAV of whole numbers.

local onset = {}

local AUDIBLE = 10 -- the first that reaches this part of the loudest
local BLOCK = 64 -- numbers unpacked at once
local FORMATS = { [16] = "<i2", [24] = "<i3", [32] = "<i4" }

-- Rate, channels, bits and the bytes of the samples; nil where it is another kind of file.
local function chunks_of(data)
  if data:sub(1, 4) ~= "RIFF" or data:sub(9, 12) ~= "WAVE" then
    return nil
  end
  local at, found = 13, {}
  while at + 7 <= #data and not found.first do
    local name, size = string.unpack("<c4I4", data, at)
    if name == "fmt " and size >= 16 then
      local _, channels, rate, _, _, bits = string.unpack("<I2I2I4I4I2I2", data, at + 8)
      found.rate, found.channels, found.bits = rate, channels, bits
    elseif name == "data" then
      found.first, found.last = at + 8, math.min(at + 7 + size, #data)
    end
    at = at + 8 + size + size % 2
  end
  return found.first and found.rate and FORMATS[found.bits] and found or nil
end

-- Calls `see(number, place)` for each number until it gives true.
local function each(data, chunk, see)
  local width, format = chunk.bits // 8, FORMATS[chunk.bits]
  local count = (chunk.last - chunk.first + 1) // width
  for from = 0, count - 1, BLOCK do
    local many = math.min(BLOCK, count - from)
    local block = { string.unpack("<" .. format:sub(2):rep(many), data, chunk.first + from * width) }
    for at = 1, many do
      if see(math.abs(block[at]), from + at - 1) then
        return
      end
    end
  end
end

--- Seconds from the beginning of a file's bytes to where it reaches a tenth of its loudest, and that one of full scale;
-- nil where they are no such sound.
function onset.of(data)
  local chunk = chunks_of(data)
  if not chunk then
    return nil
  end
  local loudest, found = 0, 0
  each(data, chunk, function(level)
    loudest = math.max(loudest, level)
  end)
  each(data, chunk, function(level, place)
    found = place
    return level * AUDIBLE >= loudest
  end)
  return found // chunk.channels / chunk.rate, loudest / 2 ^ (chunk.bits - 1)
end

return onset
