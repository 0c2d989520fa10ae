ardour {
  ["type"] = "EditorAction",
  name = "Foley Bridge: More like this",
  license = "MIT",
  author = "Foley Bridge",
  description = [[Asks Foley Bridge for more (or less) like the selected region, one of its sounds, or for what lies between two. They come in its place.]],
}

function factory()
  --@ disk record chance daemon desk_files people sounds chosen wishing

  local last = { amount = 0.3, count = 4, mix = 0.5 }
  local AMOUNT_LEAST, UNKNOWN = 0.05, "This region was not made by Foley Bridge in this session. Select one that was, or imitate this one."

  local function ask_blend(first, second)
    return wishing.ask("Blend two", {
      { type = "heading", title = first.prompt .. "  –  " .. second.prompt, align = "left" },
      { type = "slider", key = "mix", title = "Of the second (0 to 1)", min = 0, max = 1, digits = 2, default = last.mix },
      { type = "slider", key = "amount", title = "How far from both", min = AMOUNT_LEAST, max = 1, digits = 2, default = last.amount },
      wishing.count(last.count),
      wishing.seed(),
    })
  end

  local function ask(found)
    return wishing.ask("More like this", {
      { type = "heading", title = found.prompt, align = "left" },
      { type = "slider", key = "amount", title = "How far (1: a fresh sound)", min = AMOUNT_LEAST, max = 1, digits = 2, default = last.amount },
      wishing.count(last.count),
      wishing.seed(),
      { type = "checkbox", key = "less", title = "Less like it: fresh sounds that go away from it", default = false },
    })
  end

  -- Of a region: what it plays of ours; people are told where that is nothing.
  local function known(region)
    local found = sounds.of(Session:path(), region:source(0):name())
    if not found then
      people.tell(UNKNOWN)
    end
    return found
  end

  return function()
    if not wishing.begin() then
      return
    end
    local regions = chosen.regions()
    if #regions == 0 or #regions > 2 then
      people.tell("Select one region that Foley Bridge made, or two that lie on audio tracks to blend them.")
      return
    end
    local region, track = regions[1].region, regions[1].track
    local found, second = known(region), nil
    if found and regions[2] then
      second = known(regions[2].region)
    end
    if not found or (regions[2] and not second) then
      return
    end
    local said = second and ask_blend(found, second) or not second and ask(found)
    if not said then
      return
    end
    last = { amount = said.amount, count = said.count, mix = said.mix or last.mix }
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
      blend = second and second.request .. "#" .. second.index or nil,
      mix = second and ("%.2f"):format(said.mix) or nil,
      prompt = found.prompt,
      seconds = ("%.6f"):format(length / Session:nominal_sample_rate()),
      count = ("%d"):format(said.count),
      seed = said.seed,
      track = chosen.id_of(track),
      instead = region:source(0):name(),
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
