ardour {
  ["type"] = "EditorAction",
  name = "Foley Bridge: Lay cues and hits",
  license = "MIT",
  author = "Foley Bridge",
  description = [[Puts what foley-bridge cues or foley-bridge spot made onto tracks of this session, every sound once, in one undo step.]],
}

function factory()
  --@ disk record people sounds dealing speeds project timeline

  local last = { path = "" }

  return function()
    local said = LuaDialog.Dialog("Foley Bridge: Lay cues and hits", {
      { type = "heading", title = "The project that the command wrote, such as /home/you/out/reel1/cues.RPP", align = "left" },
      { type = "entry", key = "path", title = "Its path", default = last.path },
    }):run()
    local path = said and said.path:match("^%s*(.-)%s*$")
    if not path then
      return
    end
    last = { path = path }
    local text = disk.read(path)
    local tracks = text and project.read(text)
    if not tracks then
      people.tell(text and "This is no project of Foley Bridge's: " .. path or "There is no such file: " .. path)
      return
    end
    if not timeline.ready() then
      people.tell("Ardour records: end that first.")
      return
    end
    local laid, there, missing = timeline.spread(tracks, path:match("^(.*[/\\])") or "")
    local lines = { ("%d sounds were laid, %d were there."):format(laid, there) }
    if #missing > 0 then
      lines[2] = ("%d could not be imported, the first of them:\n%s"):format(#missing, missing[1])
    end
    people.tell(table.concat(lines, "\n"))
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
