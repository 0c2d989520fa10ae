-- @noindex
-- What the portable part needs of REAPER beside the timeline: disk, clock, project, keeping, talking to the person.

local sha256 = require("sha256")

local desk = {}

local SECTION = "foley_bridge"
local TITLE = "Foley Bridge"
local YES_NO, YES = 4, 6

-- The only programs that are ever started, as they stand here. Through a login shell, since a program with windows
-- often has another PATH than a terminal.
local START_WINDOWS = "foley-bridge serve"
local START_ELSEWHERE = '/bin/sh -lc "exec foley-bridge serve"'
local AND_DO_NOT_WAIT = -2

desk.files = {
  list = function(folder)
    local names = {}
    reaper.EnumerateFiles(folder, -1) -- look again instead of remembering
    local name = reaper.EnumerateFiles(folder, 0)
    while name do
      names[#names + 1] = name
      name = reaper.EnumerateFiles(folder, #names)
    end
    return names
  end,
  make_folder = function(folder)
    reaper.RecursiveCreateDirectory(folder, 0)
  end,
  exists = function(file)
    return reaper.file_exists(file)
  end,
}

--- Seconds on a clock that only goes on.
function desk.now_s()
  return reaper.time_precise()
end

--- So many random bytes as hexadecimal digits.
function desk.random(count)
  local stream = io.open("/dev/urandom", "rb")
  local bytes = stream and stream:read(count)
  if stream then
    stream:close()
  end
  if bytes and #bytes == count then
    return sha256.hex(bytes)
  end
  local digits = ""
  while #digits < count * 2 do -- no such file on Windows: mix what no two runs share
    local mixed = table.concat({ reaper.genGuid(""), reaper.time_precise(), tostring({}), os.time(), math.random(0) })
    digits = digits .. sha256.hex(sha256.digest(mixed))
  end
  return digits:sub(1, count * 2)
end

--- LuaSocket's core, where the user has it; nil elsewhere.
function desk.socket_core()
  local folder = reaper.GetResourcePath() .. "/Scripts/Mavriq ReaScript Repository/Various/Mavriq-Lua-Sockets/?"
  package.cpath = package.cpath .. ";" .. folder .. ".so;" .. folder .. ".dll"
  local there, core = pcall(require, "socket.core")
  return there and core or nil
end

--- The project of the tab at the front: its handle and its file ("" where it was never saved).
function desk.project()
  return reaper.EnumProjects(-1)
end

--- Whether the project is still open.
function desk.is_open(project)
  return reaper.ValidatePtr2(0, project, "ReaProject*")
end

--- Texts that are kept in a project.
function desk.store(project)
  return {
    get = function(key)
      local _, value = reaper.GetProjExtState(project, SECTION, key)
      return value
    end,
    set = function(key, text)
      reaper.SetProjExtState(project, SECTION, key, text)
    end,
  }
end

--- A sign, seen by the other scripts of this REAPER, that somebody runs the requests of a project.
function desk.beat(project)
  reaper.SetExtState(SECTION, "pump " .. tostring(project), string.format("%.3f", desk.now_s()), false)
end

--- Take the sign away.
function desk.rest(project)
  reaper.DeleteExtState(SECTION, "pump " .. tostring(project), false)
end

--- Whether another script runs the requests of a project.
function desk.is_run(project)
  local beat_s = tonumber(reaper.GetExtState(SECTION, "pump " .. tostring(project)))
  return beat_s ~= nil and math.abs(desk.now_s() - beat_s) < 2
end

--- The name of a project's receiver while this REAPER runs, so that one that is switched on again is the same host.
function desk.receiver_of(project, new_id)
  local key = "receiver " .. tostring(project)
  local known = reaper.GetExtState(SECTION, key)
  if known ~= "" then
    return known
  end
  local made = new_id()
  reaper.SetExtState(SECTION, key, made, false)
  return made
end

--- Say something in passing, in REAPER's console.
function desk.say(text)
  reaper.ShowConsoleMsg("Foley Bridge: " .. text .. "\n")
end

--- Say something that must be read.
function desk.tell(text)
  reaper.ShowMessageBox(text, TITLE, 0)
end

--- Ask a yes-or-no question.
function desk.ask(text)
  return reaper.ShowMessageBox(text, TITLE, YES_NO) == YES
end

--- Ask for one line each; nil where the person cancelled.
function desk.form(title, captions, values)
  local extra = ",extrawidth=280,separator=\n" -- a prompt may hold commas, but no new line
  local fine, text =
    reaper.GetUserInputs(title, #captions, table.concat(captions, ",") .. extra, table.concat(values, "\n"))
  if not fine then
    return nil
  end
  local given = {}
  for line in (text .. "\n"):gmatch("(.-)\n") do
    given[#given + 1] = line:match("^%s*(.-)%s*$")
  end
  return given
end

--- Start the daemon; whether the system could be asked to.
function desk.start_daemon()
  if reaper.GetOS():match("^Win") then
    return reaper.ExecProcess(START_WINDOWS, AND_DO_NOT_WAIT) ~= nil
  end
  return reaper.ExecProcess(START_ELSEWHERE, AND_DO_NOT_WAIT) ~= nil
end

--- Show in menus and toolbars whether the action of this script is on.
function desk.show_toggle(is_on)
  local _, _, section, command = reaper.get_action_context()
  reaper.SetToggleCommandState(section, command, is_on and 1 or 0)
  reaper.RefreshToolbar2(section, command)
end

--- The file of a project that may be in any tab; "" where it was never saved, or is not open any more.
function desk.file_of(project)
  local index = 0
  while true do
    local one, file = reaper.EnumProjects(index)
    if not one then
      return ""
    elseif one == project then
      return file
    end
    index = index + 1
  end
end

--- The folder for a project's recordings, made where it is missing; nil for a project that was never saved.
function desk.media_folder(project, file)
  if file == "" then
    return nil
  end
  local folder = reaper.GetProjectPathEx(project)
  reaper.RecursiveCreateDirectory(folder, 0)
  return folder
end

--- The name of a project's file without folder and ending; nil where it was never saved.
function desk.project_name(file)
  local name = file:match("([^/\\]+)$")
  return name and (name:gsub("%.[Rr][Pp][Pp]$", ""))
end

return desk
