ardour {
  ["type"] = "EditorAction",
  name = "Foley Bridge: Generate",
  license = "MIT",
  author = "Foley Bridge",
  description = [[Asks Foley Bridge for sounds at the selection or the playhead. They come as playlists of one track, the best one active. Needs the hook "Foley Bridge: Listen".]],
}

function factory()
  --@ disk record chance daemon desk_files people chosen wishing

  local LEAST_S, MOST_S, DEFAULT_S, LOOP_LEAST_S = 0.1, 180, 2, 1
  local last = { prompt = "", count = 4, loop = false }

  local function ask(length_s, track)
    local places = { ["a new track"] = "" }
    if track then
      places["the track " .. track:name()] = chosen.id_of(track)
    end
    local seconds = math.min(math.max(length_s or last.seconds or DEFAULT_S, LEAST_S), MOST_S)
    return wishing.ask("Generate", {
      wishing.prompt(last.prompt),
      { type = "number", key = "seconds", title = "Seconds", min = LEAST_S, max = MOST_S, step = 0.25, digits = 3, default = seconds },
      wishing.count(last.count),
      wishing.seed(),
      { type = "dropdown", key = "track", title = "Put them on", values = places, default = "a new track" },
      { type = "checkbox", key = "loop", title = "Seamless loop of this length", default = last.loop },
    })
  end

  local function mistake(said)
    if said.loop and said.seconds < LOOP_LEAST_S then
      return ("A loop of %.2f s would be heard as a tone: choose 1 second or more."):format(said.seconds)
    end
    return wishing.mistake(said)
  end

  return function()
    if not wishing.begin() then
      return
    end
    local first, behind = chosen.extents()
    local length_s = first and (behind - first) / Session:nominal_sample_rate()
    local said = ask(length_s, chosen.track())
    if not said then
      return
    end
    last = { prompt = said.prompt, count = said.count, seconds = said.seconds, loop = said.loop }
    local wrong = mistake(said)
    if wrong then
      people.tell(wrong)
      return
    end
    local exact = length_s and math.abs(length_s - said.seconds) < 0.0006 -- the field has three digits
    wishing.wish({
      id = wishing.new_id(),
      prompt = said.prompt,
      seconds = ("%.6f"):format(exact and length_s or said.seconds),
      count = ("%d"):format(said.count),
      seed = said.seed,
      track = said.track,
      loop = said.loop and "1" or "0",
    }, first or Session:transport_sample())
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
