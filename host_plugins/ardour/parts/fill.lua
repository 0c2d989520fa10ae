ardour {
  ["type"] = "EditorAction",
  name = "Foley Bridge: Fill",
  license = "MIT",
  author = "Foley Bridge",
  description = [[Makes the selected range of a region anew, or continues the selected region at its end, on playlists of its track.]],
}

function factory()
  --@ disk record chance daemon desk_files people wave chosen wishing

  local LEAST_S, MOST_S, STAYS_S = 0.05, 8, 0.1
  local HEARD_S = 3 -- of what lies around it, more than the model listens to
  local OVERLAP_S = 0.05 -- beyond the crossfade every sample is the region's
  local last = { prompt = "", count = 4, seconds = 2 }
  local NOTHING = "Select a range within one region of a track to make it anew, or one region to continue it."

  local function ask(title, extended)
    local questions = { wishing.prompt(last.prompt), wishing.count(last.count), wishing.seed() }
    if extended then
      local seconds = { type = "number", key = "seconds", title = "Seconds to add", min = LEAST_S, max = MOST_S, step = 0.25, digits = 2 }
      seconds.default = last.seconds
      table.insert(questions, 2, seconds)
    end
    return wishing.ask(title, questions)
  end

  -- The region, its track, and the range to be made anew in samples of it; no range where it is to be continued.
  local function wanted()
    local first, behind = chosen.range()
    if not first then
      return chosen.region()
    end
    local track = chosen.track()
    local region = track and chosen.region_at(track, first)
    if region then
      local begins = region:position():samples()
      return region, track, first - begins, behind - begins
    end
  end

  local function mistake(region, from, to)
    local rate, length = Session:nominal_sample_rate(), region:length():samples()
    if region:to_audioregion():envelope_active() then
      return "The region has a gain line, which what is made would not have: bounce it first (Region > Export > Bounce)."
    elseif from and to > length then
      return "The range goes beyond the region's end: select a range within one region."
    elseif from and (to - from < LEAST_S * rate or to - from > MOST_S * rate) then
      return ("The range lasts %.2f s: %g to %g seconds can be made anew."):format((to - from) / rate, LEAST_S, MOST_S)
    elseif length - (from and to - from or 0) < STAYS_S * rate then
      return ("Of the region %g seconds at least must stay: select a shorter range or a longer region."):format(STAYS_S)
    end
  end

  -- What the daemon is given of the region, and what of its answer is put over the region: all in samples.
  local function plan(region, from, to, added)
    local rate, length = math.floor(Session:nominal_sample_rate()), region:length():samples()
    local heard, overlap = HEARD_S * rate, math.floor(OVERLAP_S * rate)
    local first = math.max(0, (from or length) - heard)
    local last_one = math.min(length, (to or length) + heard)
    local cut, cut_to = math.max(first, (from or length) - overlap), math.min(last_one, (to or length) + overlap)
    local before, behind = cut > 0, to and cut_to < length
    return {
      first = first,
      last = last_one,
      cutfrom = ("%d"):format(cut - first),
      cutto = ("%d"):format(cut_to - first + added),
      sample = region:position():samples() + cut,
      joins = (before and "before " or "") .. (behind and "behind" or ""),
    }
  end

  return function()
    if not wishing.begin() then
      return
    end
    local region, track, from, to = wanted()
    local wrong = not region and NOTHING or mistake(region, from, to)
    if wrong then
      people.tell(wrong)
      return
    end
    local said = ask(from and "Fill" or "Extend", not from)
    if not said then
      return
    end
    last = { prompt = said.prompt, count = said.count, seconds = said.seconds or last.seconds }
    local rate, id = Session:nominal_sample_rate(), wishing.new_id()
    local path, added = wishing.guide(id), from and 0 or math.floor(said.seconds * rate)
    local lies = plan(region, from, to, added)
    wrong = wishing.mistake(said) or select(2, chosen.write(path, region, lies.first, lies.last, 1))
    if wrong then
      people.tell(wrong)
      return
    end
    wishing.wish({
      id = id,
      ask = "fill",
      path = path,
      start = from and ("%.9f"):format((from - lies.first) / rate) or "0",
      finish = to and ("%.9f"):format((to - lies.first) / rate) or "0",
      extend = not from and ("%.9f"):format(added / rate) or nil,
      prompt = said.prompt,
      seconds = ("%.6f"):format(from and (to - from) / rate or added / rate),
      count = ("%d"):format(said.count),
      seed = said.seed,
      track = chosen.id_of(track),
      cutfrom = lies.cutfrom,
      cutto = lies.cutto,
      joins = lies.joins,
      gain = ("%.9g"):format(region:to_audioregion():scale_amplitude()),
    }, lies.sample)
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
