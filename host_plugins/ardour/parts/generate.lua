ardour {
  ["type"] = "EditorAction",
  name = "Foley Bridge: Generate",
  license = "MIT",
  author = "Foley Bridge",
  description = [[Asks Foley Bridge for sounds at the selection or the playhead. They come as playlists of one track, the best one active. Needs the hook "Foley Bridge: Listen".]],
}

function factory()
  --@ disk record chance daemon desk_files people

  local LEAST_S, MOST_S, DEFAULT_S = 0.1, 180, 2
  local last = { prompt = "", count = 4 }

  -- Start in samples and length in seconds of what is selected; the playhead and nothing where nothing is.
  local function selected()
    local none = Temporal.timepos_t(0)
    local found, ends = Editor:get_selection_extents(none, none)
    if not found or ends[2]:samples() <= ends[1]:samples() then
      return Session:transport_sample()
    end
    local start, length = ends[1]:samples(), ends[2]:samples() - ends[1]:samples()
    return start, length / Session:nominal_sample_rate()
  end

  local function selected_track()
    for route in Editor:get_selection().tracks:routelist():iter() do
      local track = route:to_track()
      if not track:isnil() and track:data_type():to_string() == "audio" then
        return track
      end
    end
  end

  local function ask(length_s, track)
    local places = { ["a new track"] = "" }
    if track then
      places["the track " .. track:name()] = track:to_stateful():id():to_s()
    end
    local seconds = math.min(math.max(length_s or last.seconds or DEFAULT_S, LEAST_S), MOST_S)
    return LuaDialog.Dialog("Foley Bridge: Generate", {
      { type = "entry", key = "prompt", title = "What should be heard", default = last.prompt },
      { type = "number", key = "seconds", title = "Seconds", min = LEAST_S, max = MOST_S, step = 0.25, digits = 2, default = seconds },
      { type = "number", key = "count", title = "Sounds to choose from", min = 1, max = 16, step = 1, digits = 0, default = last.count },
      { type = "entry", key = "seed", title = "Seed (empty: a new one)", default = "" },
      { type = "dropdown", key = "track", title = "Put them on", values = places, default = "a new track" },
    }):run()
  end

  local function mistake(said)
    local seed = tonumber(said.seed)
    if said.prompt == "" then
      return "Say what should be heard, such as: heavy boots on gravel"
    end
    if said.seed ~= "" and not (seed and math.tointeger(seed) and seed >= 0 and seed <= 2147483647) then
      return "The seed is " .. said.seed .. ": choose a whole number from 0 to 2147483647, or none."
    end
  end

  local function wish(said, sample)
    local rate = math.floor(Session:nominal_sample_rate())
    return record.line("generate", {
      id = "ardour-" .. chance.digits(32),
      prompt = said.prompt,
      seconds = ("%.2f"):format(said.seconds),
      count = ("%d"):format(said.count),
      seed = said.seed,
      track = said.track,
      sample = ("%d"):format(sample),
      position = ("%.9f"):format(sample / rate),
      rate = rate,
      destination = Session:path(),
      project = Session:name(),
    })
  end

  return function()
    if not daemon.runs(daemon.home(os.getenv, disk.is_there), disk.read) then
      people.tell(daemon.ABSENT)
      return
    end
    local wishes = Session:path() .. "/" .. desk_files.WISHES
    if disk.is_there(wishes) then -- the hook takes them within a tenth of a second
      people.tell(desk_files.UNHEARD)
    end
    local sample, length_s = selected()
    local said = ask(length_s, selected_track())
    if not said then
      return
    end
    said.prompt, said.seed = said.prompt:match("^%s*(.-)%s*$"), said.seed:match("^%s*(.-)%s*$")
    local wrong = mistake(said)
    last = { prompt = said.prompt, count = said.count, seconds = said.seconds }
    if wrong then
      people.tell(wrong)
    elseif not disk.append(wishes, wish(said, sample)) then
      people.tell("The session's folder cannot be written to: " .. Session:path())
    end
  end
end

function icon()
  return function(ctx, width, height, colour)
    local r, g, b, a = ARDOUR.LuaAPI.color_to_rgba(colour)
    ctx:set_source_rgba(r, g, b, a)
    ctx:set_line_width(math.max(1, width * 0.08))
    for at, part in ipairs { 0.25, 0.6, 0.9, 0.5, 0.2 } do
      ctx:move_to(width * (at / 6), height * (0.5 - part * 0.4))
      ctx:line_to(width * (at / 6), height * (0.5 + part * 0.4))
    end
    ctx:stroke()
  end
end
