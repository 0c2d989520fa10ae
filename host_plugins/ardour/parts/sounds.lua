-- Which candidate a file of the session is: known by the name that Ardour gave it, in a list beside the session.

local sounds = {}

local FILE = "foley-bridge.sounds"

function sounds.note(folder, source, request, index, prompt)
  disk.append(folder .. "/" .. FILE, record.line("sound", { source = source, request = request, index = index, prompt = prompt }))
end

-- {request, index, prompt} of a file; nil where none of ours is known by that name. The last one noted counts.
function sounds.of(folder, source)
  local found
  for _, one in ipairs(record.lines(disk.read(folder .. "/" .. FILE) or "")) do
    local fields = one[2]
    if fields.source == source and fields.request and tonumber(fields.index) then
      found = fields
    end
  end
  return found
end

return sounds
