-- A WAV file of 32-bit floats, for the daemon to read what a region plays.

local wave = {}

local BLOCK = 128 -- values packed at once

-- The header; `count` values in all, of all channels.
function wave.header(channels, rate, count)
  local format = string.pack("<I2I2I4I4I2I2I2", 3, channels, rate, rate * channels * 4, channels * 4, 32, 0)
  local fact = string.pack("<I4", count // channels)
  local parts = { "fmt " .. string.pack("<s4", format), "fact" .. string.pack("<s4", fact), "data" .. string.pack("<I4", count * 4) }
  local body = "WAVE" .. table.concat(parts)
  return "RIFF" .. string.pack("<I4", #body + count * 4) .. body
end

-- The bytes of a list of numbers.
function wave.values(list)
  local parts, whole = {}, "<" .. ("f"):rep(BLOCK)
  for first = 1, #list, BLOCK do
    local last = math.min(first + BLOCK - 1, #list)
    local format = last - first + 1 == BLOCK and whole or "<" .. ("f"):rep(last - first + 1)
    parts[#parts + 1] = string.pack(format, table.unpack(list, first, last))
  end
  return table.concat(parts)
end

return wave
