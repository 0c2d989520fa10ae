ardour {
  ["type"] = "EditorHook",
  name = "Foley Bridge: Listen",
  license = "MIT",
  author = "Foley Bridge",
  description = [[Sends what "Foley Bridge: Generate" asks for to the daemon, and puts the sounds that come onto the timeline.]],
}

function signals()
  return LuaSignal.Set():add { [LuaSignal.LuaTimerDS] = true, [LuaSignal.StateSaved] = true }
end

function factory()
  --@ osc disk record chance daemon spool desk_files desk people timeline

  local host = {
    now = function()
      return ARDOUR.LuaAPI.monotonic_time() / 1e6
    end,
    marks = timeline.marks,
    tell = people.tell,
  }

  function host.place(fields, offers)
    local indices, missing = timeline.place(fields, offers)
    if #missing > 0 then
      people.tell("These sounds could not be imported:\n" .. table.concat(missing, "\n"))
    end
    return indices
  end

  local ours, busy, told

  local function work(signal, name)
    if not ours then
      local home = daemon.home(os.getenv, disk.is_there)
      ours = desk.open(Session:path(), spool.open(home.spool, "ardour", chance.digits(8)), host)
    end
    if signal == LuaSignal.StateSaved and name == Session:snap_name() then
      ours:saved()
    elseif signal == LuaSignal.LuaTimerDS then
      ours:turn()
    end
  end

  return function(signal, _, name)
    if busy then -- Ardour goes on while it imports and while a window is open
      return
    end
    busy = true
    local fine, fault = pcall(work, signal, name)
    busy = false
    if not fine and fault ~= told then -- an error that gets out would end the listening
      told = fault
      print("Foley Bridge: " .. tostring(fault))
    end
  end
end
