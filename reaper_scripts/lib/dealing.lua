-- @noindex
-- Which sound comes at which place: dealt like cards, all of them before any comes again, none twice in a row.

local dealing = {}

--- A list of `places` numbers from 1 to `sounds`; the same for the same name.
function dealing.deal(sounds, places, name)
  local state = 1
  for at = 1, #name do
    state = (state * 31 + name:byte(at)) % 0x7fffffff
  end
  local function below(count)
    state = (state * 48271) % 0x7fffffff
    return state % count
  end
  local dealt, deck = {}, {}
  for place = 1, places do
    if #deck == 0 then
      for card = 1, sounds do
        deck[card] = card
      end
    end
    local at = below(#deck) + 1
    if deck[at] == dealt[place - 1] and #deck > 1 then
      at = at % #deck + 1
    end
    dealt[place] = table.remove(deck, at)
  end
  return dealt
end

return dealing
