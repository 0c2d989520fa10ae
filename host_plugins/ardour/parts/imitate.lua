ardour {
  ["type"] = "EditorAction",
  name = "Foley Bridge: Imitate",
  license = "MIT",
  author = "Foley Bridge",
  description = [[Asks Foley Bridge for sounds of a prompt in the timing and loudness of the selected region, such as a voice or taps.]],
}

function factory()
  --@ disk record chance daemon desk_files people wave chosen wishing

  local LEAST_S, MOST_S = 0.25, 60
  local last = { prompt = "", strength = 0.6, count = 4 }

  local function ask(track)
    local places = { ["a new track"] = "", ["the track " .. track:name()] = chosen.id_of(track) }
    return wishing.ask("Imitate", {
      wishing.prompt(last.prompt),
      { type = "slider", key = "strength", title = "Strength (1: only its loudness)", min = 0.05, max = 1, digits = 2, default = last.strength },
      wishing.count(last.count),
      wishing.seed(),
      { type = "dropdown", key = "track", title = "Put them on", values = places, default = "a new track" },
    })
  end

  return function()
    if not wishing.begin() then
      return
    end
    local region, track = chosen.region()
    if not region then
      people.tell("Select one audio region whose timing and loudness are to be imitated.")
      return
    end
    local length = region:length():samples()
    local length_s = length / Session:nominal_sample_rate()
    if length_s < LEAST_S or length_s > MOST_S then
      people.tell(("The region lasts %.2f s. Regions of %g to %g seconds can be imitated: split it."):format(length_s, LEAST_S, MOST_S))
      return
    end
    local said = ask(track)
    if not said then
      return
    end
    last = { prompt = said.prompt, strength = said.strength, count = said.count }
    local id = wishing.new_id()
    local path, gain = wishing.guide(id), region:to_audioregion():scale_amplitude()
    local wrong = wishing.mistake(said)
    if not wrong then
      wrong = select(2, chosen.write(path, region, 0, length, gain))
    end
    if wrong then
      people.tell(wrong)
      return
    end
    wishing.wish({
      id = id,
      ask = "transform",
      path = path,
      prompt = said.prompt,
      strength = ("%.2f"):format(said.strength),
      seconds = ("%.6f"):format(length_s),
      count = ("%d"):format(said.count),
      seed = said.seed,
      track = said.track,
    }, region:position():samples())
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
