ardour {
  ["type"] = "EditorAction",
  name = "Foley Bridge: Library",
  license = "MIT",
  author = "Foley Bridge",
  description = [[Searches the studio's own recordings by words, or for what is like the selected region, and puts one at the playhead.]],
}

function factory()
  --@ disk record chance daemon desk_files people sounds chosen wishing

  local last = { words = "" }

  -- What the selected region plays, as a search names it: one of our sounds, or a file; nil where nothing is selected.
  local function selected()
    local region = chosen.region()
    if not region then
      return nil
    end
    local source = region:source(0)
    local known = sounds.of(Session:path(), source:name())
    return known and known.request .. "#" .. known.index or source:to_filesource():path(), region:name()
  end

  return function()
    if not wishing.begin() then
      return
    end
    local like, name = selected()
    local questions = { { type = "entry", key = "words", title = "What should be heard", default = last.words } }
    if like then
      questions[2] = { type = "checkbox", key = "like", title = "Like the region " .. name, default = true }
    end
    local said = wishing.ask("Library", questions)
    if not said then
      return
    end
    last = { words = said.words }
    local wrong = said.words ~= "" and wishing.mistake { prompt = said.words }
    if said.words == "" and not said.like then
      wrong = "Say what should be heard, or select a region that recordings should be like."
    end
    if wrong then
      people.tell(wrong)
      return
    end
    wishing.search({ id = wishing.new_id(), words = said.words, like = said.like and like or "" })
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
