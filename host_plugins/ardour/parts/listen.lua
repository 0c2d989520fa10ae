ardour {
  ["type"] = "EditorHook",
  name = "Foley Bridge: Listen",
  license = "MIT",
  author = "Foley Bridge",
  description = [[Sends what the actions of Foley Bridge ask for to the daemon, and puts the sounds that come onto the timeline.]],
}

function signals()
  local wanted = LuaSignal.Set()
  wanted:add { [LuaSignal.LuaTimerDS] = true, [LuaSignal.StateSaved] = true }
  return wanted
end

function factory()
  --@ osc disk record chance daemon spool asks desk_files desk receive searching people sounds dealing speeds timeline

  local host = {
    now = function()
      return ARDOUR.LuaAPI.monotonic_time() / 1e6
    end,
    marks = timeline.marks,
    ready = timeline.ready,
    tell = people.tell,
  }

  function host.place(fields, offers)
    local indices, wrong = timeline.place(fields, offers)
    if #wrong > 0 then
      people.tell("These sounds could not be imported:\n" .. table.concat(wrong, "\n"))
    end
    return indices
  end

  -- A name of the session's own, whatever its path holds.
  local function digits()
    local name = 0
    for at = 1, #Session:path() do
      name = (name * 31 + Session:path():byte(at)) % 0x7fffffff
    end
    return ("%08x"):format(name)
  end

  local function taker(home, post)
    local taking = { now = host.now, marks = timeline.marks, ready = timeline.ready, drop = timeline.drop, tell = people.tell }
    function taking.name()
      return "Ardour: " .. Session:name()
    end
    function taking.served()
      return daemon.runs(home, disk.read)
    end
    return receive.open("ardour-listen-" .. digits(), post, taking)
  end

  -- What was found, to be chosen from; the number before each keeps their order.
  local function pick(found)
    local values, first = {}, nil
    for at, one in ipairs(found) do
      local label = ("%02d · %.2f · %s, %.1f s%s"):format(at, one.score, one.name, one.seconds, one.away and " (its drive is away)" or "")
      values[label] = at
      first = first or label
    end
    local said = LuaDialog.Dialog("Foley Bridge: Found", {
      { type = "dropdown", key = "one", title = "Put at the playhead", values = values, default = first },
    }):run()
    return said and found[said.one]
  end

  local ours, busy, told

  local function turn()
    if not ours then
      local home = daemon.home(os.getenv, disk.is_there)
      host.rate = function()
        return Session:nominal_sample_rate()
      end
      host.claim = ("%s/foley-bridge-%s"):format(ARDOUR.user_config_directory(-1), digits())
      local post = spool.open(home.spool, "ardour", chance.digits(8))
      local own = { now = host.now, tell = people.tell, pick = pick, lay = timeline.lay }
      ours = desk.open(Session:path(), post, host, taker(home, post), searching.open(post, own))
    end
    ours:turn()
  end

  return function(signal, _, name)
    if signal == LuaSignal.StateSaved then
      if ours and name == Session:snap_name() then
        ours:saved()
      end
      return
    end
    if busy then -- Ardour goes on while it imports and while a window is open
      return
    end
    busy = true
    local fine, fault = pcall(turn)
    busy = false
    if not fine and fault ~= told then -- an error that gets out would end the listening
      told = fault
      print("Foley Bridge: " .. tostring(fault))
    end
  end
end
