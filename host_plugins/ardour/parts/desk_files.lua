-- The files of a session by which actions and the listening hook, each an interpreter of its own, know of each other.

local desk_files = {}

desk_files.REQUESTS, desk_files.WISHES = "foley-bridge.requests", "foley-bridge.wishes"

desk_files.UNHEARD = 'Nobody listens to the requests of this session. Add the hook "Foley Bridge: Listen" in '
  .. "Edit > Lua Scripts > Script Manager, under Action Hooks: what was asked for then goes on."

-- What was written for the daemon to read is not needed once the request is settled. Nothing else is ever removed.
function desk_files.remove_guide(fields)
  local path = fields.path or ""
  if path:sub(-#fields.id - 4) == fields.id .. ".wav" and path:match("[/\\]foley%-bridge%-[^/\\]+$") then
    os.remove(path)
  end
end

return desk_files
