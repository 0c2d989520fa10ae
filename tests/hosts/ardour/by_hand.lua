ardour { ["type"] = "EditorHook", name = "Tests: by hand" }

-- Does what the tests write into a file, one thing at a time, by the functions that menus and keys lead to.
function factory()
  local path = os.getenv("FOLEY_TEST_TO_ARDOUR")

  local doing = {}

  function doing.action(group, name)
    Editor:access_action(group, name)
  end

  function doing.locate(sample)
    local disposition, source = ARDOUR.LocateTransportDisposition.MustStop, ARDOUR.TransportRequestSource.TRS_UI
    Session:request_locate(math.tointeger(tonumber(sample)), false, disposition, source)
  end

  function doing.track(name)
    local order, mode = ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal
    Session:new_audio_track(1, 2, nil, 1, name, order, mode, true)
  end

  return function()
    local file = io.open(path, "rb")
    if not file then
      return
    end
    local words = {}
    for word in file:read("a"):gmatch("%S+") do
      words[#words + 1] = word
    end
    file:close()
    os.remove(path)
    if doing[words[1]] then
      doing[words[1]](table.unpack(words, 2))
    end
  end
end
