"""What the dialog of the menu entry asks for; imported only where there is such a dialog (Unreal 5)."""

import unreal


@unreal.uclass()
class FoleyForm(unreal.Object):
    """One request, as the details view shows it."""

    prompt = unreal.uproperty(str, meta={"Category": "Foley"})
    seconds = unreal.uproperty(float, meta={"Category": "Foley"})
    count = unreal.uproperty(int, meta={"Category": "Foley"})
