"""The window against the daemon as people run it, with the shipped pack, killed while it works."""

from pathlib import Path

from tests.hosts.core_daemon import CoreDaemon
from tests.hosts.manifest import check_manifest
from tests.hosts.unity.fake_editor import needs_mono, unity


@needs_mono
def test_a_daemon_that_is_killed_at_work_delivers_after_its_restart_and_nothing_twice(
    core_daemon: CoreDaemon, driver: Path, tmp_path: Path
) -> None:
    with unity(driver, tmp_path / "My Game", core_daemon.home) as editor:
        editor.generate("boots on gravel", seconds=0.5, count=1)
        editor.until("boots on gravel | is being made")
        core_daemon.kill()
        core_daemon.start()
        editor.until("boots on gravel | done")
        editor.press("Import all")
        editor.idle()
        (file,) = editor.manifests()
        (variant,) = check_manifest(file).variants
        assert [one.name for one in editor.sounds()] == [variant.file]
        assert editor.count(" | imported") == 1
