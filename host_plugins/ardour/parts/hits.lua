ardour {
  ["type"] = "EditorAction",
  name = "Foley Bridge: Hits like the region",
  license = "MIT",
  author = "Foley Bridge",
  description = [[Puts a sound wherever the selected region has a hit, such as taps or production sound, as strong as it is there.]],
}

function factory()
  --@ disk record chance daemon desk_files people wave chosen wishing

  local LEAST_S, HIT_MOST_S, LISTENED_MOST_S = 0.1, 10, 600
  local last = { prompt = "", least = 0, seconds = 1, count = 4, range = 24, human = 0.5 }

  local function ask()
    return wishing.ask("Hits like the region", {
      wishing.prompt(last.prompt),
      { type = "number", key = "seconds", title = "Seconds of each", min = LEAST_S, max = HIT_MOST_S, step = 0.25, digits = 2, default = last.seconds },
      wishing.count(last.count, "Different sounds"),
      { type = "number", key = "least", title = "Only hits from strength (0 to 1)", min = 0, max = 1, step = 0.05, digits = 2, default = last.least },
      wishing.range(last.range),
      wishing.human(last.human),
      wishing.seed(),
    })
  end

  return function()
    if not wishing.begin() then
      return
    end
    local region = chosen.region()
    if not region then
      people.tell("Select one audio region: its hits say where and how strong the sounds are.")
      return
    end
    local length = region:length():samples()
    local length_s = length / Session:nominal_sample_rate()
    if length_s > LISTENED_MOST_S then
      people.tell(("The region lasts %.0f s: %g are listened to at most. Split it."):format(length_s, LISTENED_MOST_S))
      return
    end
    local said = ask()
    if not said then
      return
    end
    last = said
    local id = wishing.new_id()
    local path = wishing.guide(id)
    local wrong = wishing.mistake(said) or select(2, chosen.write(path, region, 0, length, 1))
    if wrong then
      people.tell(wrong)
      return
    end
    wishing.wish({
      id = id,
      prompt = said.prompt,
      seconds = ("%.6f"):format(said.seconds),
      count = ("%d"):format(said.count),
      seed = said.seed,
      track = "",
      path = path,
      listen = "1",
      least = ("%.2f"):format(said.least),
      range = ("%g"):format(said.range),
      human = ("%.2f"):format(said.human),
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
