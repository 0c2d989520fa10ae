-- The files of a session by which actions and the listening hook, each an interpreter of its own, know of each other.

local desk_files = {}

desk_files.REQUESTS, desk_files.WISHES = "foley-bridge.requests", "foley-bridge.wishes"

desk_files.UNHEARD = 'Nobody listens to the requests of this session. Add the hook "Foley Bridge: Listen" in '
  .. "Edit > Lua Scripts > Script Manager, under Action Hooks: what was asked for then goes on."

return desk_files
