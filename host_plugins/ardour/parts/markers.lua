ardour {
  ["type"] = "EditorAction",
  name = "Foley Bridge: Foley to markers",
  license = "MIT",
  author = "Foley Bridge",
  description = [[Puts a sound at every marker, with its onset there, dealt from several; ranges get sounds of their own. Names can be prompts.]],
}

function factory()
  --@ disk record chance daemon desk_files people chosen wishing

  local LEAST_S, HIT_MOST_S, MOST_S = 0.1, 10, 180
  local PLACES_MOST = 2000
  local last = { prompt = "", named = "", seconds = 1, count = 4, range = 24, human = 0.5 }

  local function ask()
    return wishing.ask("Foley to markers", {
      { type = "entry", key = "prompt", title = "What should be heard (empty: their names)", default = last.prompt },
      { type = "entry", key = "named", title = "Only those whose name contains", default = last.named },
      { type = "number", key = "seconds", title = "Seconds at a marker", min = LEAST_S, max = HIT_MOST_S, step = 0.25, digits = 2, default = last.seconds },
      wishing.count(last.count, "Different sounds"),
      wishing.range(last.range),
      wishing.human(last.human),
      wishing.seed(),
    })
  end

  -- The strength that a name ends with, such as "step 40%"; 1 where it says none.
  local function strength_of(name)
    local percent = tonumber(name:match("(%d+)%s*%%%s*$") or "")
    return percent and percent > 0 and percent <= 100 and percent / 100 or 1
  end

  -- Requests: one for all markers of a prompt, and one for each range.
  local function requests(said, marks)
    local found, of_prompt = {}, {}
    for _, mark in ipairs(marks) do
      local prompt = said.prompt ~= "" and said.prompt or mark.name:gsub("%s*%d+%s*%%%s*$", "")
      local named = said.named == "" or mark.name:lower():find(said.named:lower(), 1, true)
      if named and prompt ~= "" and mark.length then
        found[#found + 1] = { prompt = prompt, sample = mark.sample, length = mark.length }
      elseif named and prompt ~= "" then
        local one = of_prompt[prompt]
        if not one then
          one = { prompt = prompt, sample = mark.sample, places = {}, strengths = {} }
          of_prompt[prompt] = one
          found[#found + 1] = one
        end
        table.insert(one.places, mark.sample)
        table.insert(one.strengths, ("%.4f"):format(strength_of(mark.name)))
      end
    end
    return found
  end

  local function mistake(said, found)
    local rate = Session:nominal_sample_rate()
    if #found == 0 then
      return said.named ~= "" and ("No marker and no range has a name that contains: " .. said.named)
        or "This session has no markers and no ranges with a name: set some first."
    end
    for _, one in ipairs(found) do
      local length_s = one.length and one.length / rate or said.seconds
      if length_s < LEAST_S or length_s > MOST_S then
        return ('The range "%s" lasts %.2f s: %g to %g seconds can be made.'):format(one.prompt, length_s, LEAST_S, MOST_S)
      elseif one.places and #one.places > PLACES_MOST then
        return ("There are %d markers for one prompt: %d are the most."):format(#one.places, PLACES_MOST)
      end
      local wrong = wishing.mistake { prompt = one.prompt, seed = said.seed }
      if wrong then
        return wrong
      end
    end
  end

  return function()
    if not wishing.begin() then
      return
    end
    local said = ask()
    if not said then
      return
    end
    last = { prompt = said.prompt, named = said.named, seconds = said.seconds, count = said.count }
    last.range, last.human = said.range, said.human
    local found = requests(said, chosen.marks())
    local wrong = mistake(said, found)
    if wrong then
      people.tell(wrong)
      return
    end
    for _, one in ipairs(found) do
      local length_s = one.length and one.length / Session:nominal_sample_rate() or said.seconds
      wishing.wish({
        id = wishing.new_id(),
        prompt = one.prompt,
        seconds = ("%.6f"):format(length_s),
        count = ("%d"):format(one.places and math.min(said.count, #one.places) or said.count),
        seed = said.seed,
        track = "",
        places = one.places and table.concat(one.places, ",") or nil,
        strengths = one.places and table.concat(one.strengths, ",") or nil,
        range = ("%g"):format(said.range),
        human = ("%.2f"):format(said.human),
      }, one.sample)
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
