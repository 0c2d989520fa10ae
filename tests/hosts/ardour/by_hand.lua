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

  local function track(number)
    local found = {}
    for route in Session:get_tracks():iter() do
      found[#found + 1] = route:to_track()
    end
    return found[math.tointeger(tonumber(number))]
  end

  -- As a click beside everything.
  function doing.nothing()
    Editor:set_selection(ArdourUI.SelectionList(), ArdourUI.SelectionOp.Set)
  end

  -- As a click on the topmost region of a track at a place.
  function doing.select(number, sample)
    local playlist = track(number):playlist()
    local views = ArdourUI.SelectionList()
    views:push_back(Editor:regionview_from_region(playlist:top_region_at(Temporal.timepos_t(math.tointeger(tonumber(sample))))))
    Editor:set_selection(views, ArdourUI.SelectionOp.Set)
  end

  -- As clicks with Shift on the topmost regions of two tracks.
  function doing.both(one, first, other, second)
    local views = ArdourUI.SelectionList()
    for _, wanted in ipairs { { one, first }, { other, second } } do
      local at = Temporal.timepos_t(math.tointeger(tonumber(wanted[2])))
      views:push_back(Editor:regionview_from_region(track(wanted[1]):playlist():top_region_at(at)))
    end
    Editor:set_selection(views, ArdourUI.SelectionOp.Set)
  end

  -- As dropping a sound file onto the empty part of the editor.
  function doing.bring(path, sample)
    local files = C.StringVector()
    files:push_back(path)
    Editor:do_import(
      files,
      Editing.ImportDistinctFiles,
      Editing.ImportAsTrack,
      ARDOUR.SrcQuality.SrcBest,
      ARDOUR.MidiTrackNameSource.SMFTrackName,
      ARDOUR.MidiTempoMapDisposition.SMFTempoIgnore,
      Temporal.timepos_t(math.tointeger(tonumber(sample))),
      ARDOUR.PluginInfo(),
      ARDOUR.Track(),
      false
    )
  end

  -- As dragging with the range tool on the track of the region that lies there.
  function doing.range(number, first, behind)
    doing.select(number, first)
    Editor:access_action("Region", "set-selection-from-region")
    local from, to = math.tointeger(tonumber(first)), math.tointeger(tonumber(behind))
    Editor:set_loop_range(Temporal.timepos_t(from), Temporal.timepos_t(to), "Range")
    Editor:access_action("Editor", "select-loop-range")
  end

  local function call(name, first)
    for place in Session:locations():list():iter() do
      if place:start():samples() == first and (place:is_mark() or place:is_range_marker()) then
        place:set_name(name)
      end
    end
  end

  function doing.mark(sample, name)
    local at = math.tointeger(tonumber(sample))
    Editor:add_location_mark(Temporal.timepos_t(at), ARDOUR.LocationFlags.IsMark, 0)
    call(name, at)
  end

  -- A range with a name, of the region that lies there.
  function doing.name(number, sample, name)
    doing.select(number, sample)
    Editor:access_action("Region", "add-range-marker-from-region")
    call(name, track(number):playlist():top_region_at(Temporal.timepos_t(math.tointeger(tonumber(sample)))):position():samples())
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
