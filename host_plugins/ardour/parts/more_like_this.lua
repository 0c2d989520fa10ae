ardour {
  ["type"] = "EditorAction",
  name = "Foley Bridge: More like this",
  license = "MIT",
  author = "Foley Bridge",
  description = [[Asks Foley Bridge for more (or less) like the selected region, one of its sounds. They come in its place on playlists of its track.]],
}

function factory()
  --@ disk record chance daemon desk_files people sounds chosen wishing

  local last = { amount = 0.3, count = 4 }
  local AMOUNT_LEAST, UNKNOWN = 0.05, "This region was not made by Foley Bridge in this session. Select one that was, or imitate this one."

  local function ask(found)
    return wishing.ask("More like this", {
      { type = "heading", title = found.prompt, align = "left" },
      { type = "slider", key = "amount", title = "How far (1: a fresh sound)", min = AMOUNT_LEAST, max = 1, digits = 2, default = last.amount },
      wishing.count(last.count),
      wishing.seed(),
      { type = "checkbox", key = "less", title = "Less like it: fresh sounds that go away from it", default = false },
    })
  end

  return function()
    if not wishing.begin() then
      return
    end
    local region, track = chosen.region()
    if not region then
      people.tell("Select one region that Foley Bridge made.")
      return
    end
    local source = region:source(0):name()
    local found = sounds.of(Session:path(), source)
    if not found then
      people.tell(UNKNOWN)
      return
    end
    local said = ask(found)
    if not said then
      return
    end
    last = { amount = said.amount, count = said.count }
    local wrong = wishing.mistake(said)
    if wrong then
      people.tell(wrong)
      return
    end
    local start, length = region:start():samples(), region:length():samples()
    wishing.wish({
      id = wishing.new_id(),
      ask = "variation",
      candidate = found.request .. "#" .. found.index,
      amount = ("%.2f"):format(said.amount),
      less = said.less and "1" or "0",
      prompt = found.prompt,
      seconds = ("%.6f"):format(length / Session:nominal_sample_rate()),
      count = ("%d"):format(said.count),
      seed = said.seed,
      track = chosen.id_of(track),
      instead = source,
      cutfrom = ("%d"):format(start), -- what was cut of the region is cut of its variations
      cutto = ("%d"):format(start + length),
      gain = ("%.9g"):format(region:to_audioregion():scale_amplitude()),
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
