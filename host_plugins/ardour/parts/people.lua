-- Sentences for people, in a small window.

local people = {}

function people.tell(text)
  print("Foley Bridge: " .. text) -- into Window > Log too
  LuaDialog.Message("Foley Bridge", text, LuaDialog.MessageType.Info, LuaDialog.ButtonType.Close):run()
end

return people
