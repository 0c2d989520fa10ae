-- A sound of the daemon's a little higher and shorter, or lower and longer, as of a tape that goes faster or slower: a
-- WAV file whose header says another rate, which Ardour brings to the session's when it imports it.

local speeds = {}

-- The bytes of a WAV file that is played at `speed`; nil where they are none.
function speeds.retuned(data, speed)
  local at = data:sub(1, 4) == "RIFF" and data:sub(9, 12) == "WAVE" and 13
  while at and at + 7 <= #data do
    local name, size = string.unpack("<c4I4", data, at)
    if name == "fmt " then
      local rate, bytes = string.unpack("<I4I4", data, at + 12)
      local frame, faster = bytes // rate, math.floor(rate * speed + 0.5)
      return data:sub(1, at + 11) .. string.pack("<I4I4", faster, faster * frame) .. data:sub(at + 20)
    end
    at = at + 8 + size + size % 2
  end
end

-- The speed of a step: 1 higher, -1 lower, 0 as it is; `human` 0 to 1 is how far a step goes.
function speeds.of(step, human)
  return 2 ^ (step * human * dealing.CENTS / 1200)
end

-- The step that is nearest to a deviation.
function speeds.step(deviation)
  return deviation > 0.5 and 1 or deviation < -0.5 and -1 or 0
end

return speeds
