<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AddButton</name>
    <message>
        <source>Add…</source>
        <translation>Hinzufügen …</translation>
    </message>
    <message>
        <source>Add recordings</source>
        <translation>Aufnahmen hinzufügen</translation>
    </message>
    <message>
        <source>Add a folder, sound files, a list or a REAPER project</source>
        <translation>Einen Ordner, Sounddateien, eine Liste oder ein REAPER-Projekt hinzufügen</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Ordner …</translation>
    </message>
    <message>
        <source>Files, list or project…</source>
        <translation>Dateien, Liste oder Projekt …</translation>
    </message>
    <message>
        <source>Folder of recordings</source>
        <translation>Ordner mit Aufnahmen</translation>
    </message>
    <message>
        <source>Sounds, lists and projects</source>
        <translation>Sounds, Listen und Projekte</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Aufnahmen</translation>
    </message>
</context>
<context>
    <name>Advanced</name>
    <message>
        <source>Advanced settings</source>
        <translation>Erweiterte Einstellungen</translation>
    </message>
</context>
<context>
    <name>AdvancedBox</name>
    <message>
        <source>Advanced</source>
        <translation>Erweitert</translation>
    </message>
    <message>
        <source>by itself</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>Held out</source>
        <translation>Zurückgehalten</translation>
    </message>
    <message>
        <source>of the recordings, to measure by; never learnt</source>
        <translation>der Aufnahmen, um daran zu messen; nie gelernt</translation>
    </message>
    <message>
        <source>Examples a step</source>
        <translation>Beispiele je Schritt</translation>
    </message>
    <message>
        <source>more is steadier and takes more memory</source>
        <translation>mehr ist stabiler und braucht mehr Speicher</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>what suits the method, unless you say so</source>
        <translation>passend zur Methode, wenn nichts angegeben ist</translation>
    </message>
    <message>
        <source>Latent CLAP weight</source>
        <translation>Gewicht des Latent CLAP</translation>
    </message>
    <message>
        <source>a tenth of the other loss&apos;s force by itself</source>
        <translation>automatisch ein Zehntel der Kraft des anderen Loss</translation>
    </message>
    <message>
        <source>Steps between samples</source>
        <translation>Schritte zwischen Hörproben</translation>
    </message>
    <message>
        <source>of the prompts to hear</source>
        <translation>der Prompts zum Mithören</translation>
    </message>
    <message>
        <source>Steps between measurements</source>
        <translation>Schritte zwischen Messungen</translation>
    </message>
    <message>
        <source>of which the best is kept</source>
        <translation>von denen die beste behalten wird</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>of order, noise and what is held out</source>
        <translation>für Reihenfolge, Rauschen und was zurückgehalten wird</translation>
    </message>
</context>
<context>
    <name>AskPopup</name>
    <message>
        <source>How many sounds</source>
        <translation>Wie viele Sounds</translation>
    </message>
    <message>
        <source>Ask for them</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Sounds</source>
        <translation>Sounds</translation>
    </message>
</context>
<context>
    <name>AskingFor</name>
    <message>
        <source>Choose two sounds, the second with Ctrl: then this makes what lies between.</source>
        <translation>Wählen Sie zwei Sounds, den zweiten mit Strg: dann entsteht, was dazwischenliegt.</translation>
    </message>
</context>
<context>
    <name>Blending</name>
    <message>
        <source>Between the two</source>
        <translation>Zwischen den beiden</translation>
    </message>
    <message>
        <source>the better ranked</source>
        <translation>am besser gereihten</translation>
    </message>
    <message>
        <source>the other</source>
        <translation>am anderen</translation>
    </message>
    <message>
        <source>Nearer to</source>
        <translation>Näher</translation>
    </message>
    <message>
        <source>both at once</source>
        <translation>beide zugleich</translation>
    </message>
    <message>
        <source>one thing of its own</source>
        <translation>etwas Eigenes</translation>
    </message>
    <message>
        <source>How different from both</source>
        <translation>Wie anders als beide</translation>
    </message>
</context>
<context>
    <name>BlindBox</name>
    <message>
        <source>Who listens</source>
        <translation>Wer hört</translation>
    </message>
    <message>
        <source>Listen</source>
        <translation>Anhören</translation>
    </message>
    <message>
        <source>Listener</source>
        <translation>Hörer</translation>
    </message>
    <message>
        <source>Sounds made</source>
        <translation>Erzeugte Sounds</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Say who listens: answers are kept by name.</source>
        <translation>Name des Hörers fehlt: Antworten werden unter einem Namen abgelegt.</translation>
    </message>
    <message>
        <source>Loading the pack to make the sounds, with the adapter and without …</source>
        <translation>Das Pack wird geladen, um die Sounds mit und ohne Adapter zu erzeugen …</translation>
    </message>
    <message>
        <source>Making sounds: {done} of {total}</source>
        <translation>Sounds werden erzeugt: {done} von {total}</translation>
    </message>
    <message>
        <source>Sounds of the held-out recordings&apos; captions, with the adapter and without, equally loud, without a word on which is which. It takes some four minutes; each answer is stored at once.</source>
        <translation>Sounds zu den Beschreibungen der zurückgehaltenen Aufnahmen, mit und ohne Adapter, gleich laut und ohne ein Wort dazu, welcher welcher ist. Das dauert etwa vier Minuten; jede Antwort wird sofort gespeichert.</translation>
    </message>
    <message>
        <source>Listen again or as another</source>
        <translation>Noch einmal oder als jemand anderes hören</translation>
    </message>
</context>
<context>
    <name>BrokenFile</name>
    <message>
        <source>Open the file</source>
        <translation>Datei öffnen</translation>
    </message>
    <message>
        <source>Read it again</source>
        <translation>Neu einlesen</translation>
    </message>
    <message>
        <source>Start from the defaults</source>
        <translation>Mit den Vorgaben beginnen</translation>
    </message>
    <message>
        <source>Nothing of it holds until the mistake is put right. The file is not written over: where you start from the defaults, it is kept under another name beside them.</source>
        <translation>Nichts davon gilt, bis der Fehler behoben ist. Die Datei wird nicht überschrieben: Beim Beginn mit den Vorgaben bleibt sie unter anderem Namen daneben liegen.</translation>
    </message>
</context>
<context>
    <name>CaptionBar</name>
    <message>
        <source>Set</source>
        <translation>Setzen</translation>
    </message>
    <message>
        <source>caption for all chosen</source>
        <translation>Beschreibung für alle gewählten</translation>
    </message>
    <message>
        <source>Caption for all chosen recordings</source>
        <translation>Beschreibung für alle gewählten Aufnahmen</translation>
    </message>
    <message>
        <source>category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>Category for all chosen recordings</source>
        <translation>Kategorie für alle gewählten Aufnahmen</translation>
    </message>
    <message>
        <source>Set caption and category of the chosen recordings</source>
        <translation>Beschreibung und Kategorie der gewählten Aufnahmen setzen</translation>
    </message>
    <message>
        <source>{count} chosen</source>
        <translation>{count} gewählt</translation>
    </message>
</context>
<context>
    <name>CaptionKeeper</name>
    <message>
        <source>What you typed could not be kept. {reason}</source>
        <translation>Die Eingabe konnte nicht gespeichert werden. {reason}</translation>
    </message>
</context>
<context>
    <name>CategoryField</name>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>From the prompt, or a category of your choice: type any of its words</source>
        <translation>Aus dem Prompt oder eine Kategorie nach Wahl: irgendein Wort daraus eintippen</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>Auto</translation>
    </message>
</context>
<context>
    <name>Cells</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Asked by</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Sounds</source>
        <translation>Sounds</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>Favoriten</translation>
    </message>
    <message>
        <source>On a timeline</source>
        <translation>In einer Spur</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>Cue sheet: {name}</source>
        <translation>Cue-Liste: {name}</translation>
    </message>
    <message>
        <source>Export: {name}</source>
        <translation>Export: {name}</translation>
    </message>
    <message>
        <source>Hits: {name}</source>
        <translation>Schläge: {name}</translation>
    </message>
    <message>
        <source>Training: {name}</source>
        <translation>Training: {name}</translation>
    </message>
    <message>
        <source>this window</source>
        <translation>hier</translation>
    </message>
    <message>
        <source>unnamed</source>
        <translation>ohne Namen</translation>
    </message>
    <message>
        <source>On a timeline: {number}</source>
        <translation>In einer Spur: {number}</translation>
    </message>
    <message>
        <source>has a favourite</source>
        <translation>enthält einen Favoriten</translation>
    </message>
</context>
<context>
    <name>ConnectedCard</name>
    <message>
        <source>No host is connected. Open one that is set up as below: it appears here by itself.</source>
        <translation>Kein Host ist verbunden. Einen der unten eingerichteten öffnen: Er erscheint hier von selbst.</translation>
    </message>
</context>
<context>
    <name>CueOptions</name>
    <message>
        <source>Takes of a cue that gives no number of its own</source>
        <translation>Takes eines Cues, der selbst keine Zahl nennt</translation>
    </message>
    <message>
        <source>must be given</source>
        <translation>muss dastehen</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>Length of cues that give neither length nor end</source>
        <translation>Länge von Cues, die weder Länge noch Ende nennen</translation>
    </message>
    <message>
        <source>no timecode</source>
        <translation>kein Timecode</translation>
    </message>
    <message>
        <source>Frames a second of times such as 01:00:02:12</source>
        <translation>Bilder je Sekunde von Zeiten wie 01:00:02:12</translation>
    </message>
    <message>
        <source>The sheet&apos;s time at the project&apos;s zero, such as 01:00:00:00</source>
        <translation>Die Zeit der Liste am Nullpunkt des Projekts, etwa 01:00:00:00</translation>
    </message>
    <message>
        <source>Of cues that give none: the same gives the same sounds</source>
        <translation>Von Cues, die keinen nennen: derselbe ergibt dieselben Sounds</translation>
    </message>
    <message>
        <source>Also a stem for each track</source>
        <translation>Auch ein Stem je Spur</translation>
    </message>
    <message>
        <source>Into</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern …</translation>
    </message>
    <message>
        <source>Folder for the cues&apos; sounds</source>
        <translation>Ordner für die Sounds der Cues</translation>
    </message>
    <message>
        <source>Choose where the sounds go</source>
        <translation>Wählen, wohin die Sounds kommen</translation>
    </message>
    <message>
        <source>Takes of a cue</source>
        <translation>Takes je Cue</translation>
    </message>
    <message>
        <source>Length where none is given</source>
        <translation>Länge, wo keine steht</translation>
    </message>
    <message>
        <source>Timecode</source>
        <translation>Timecode</translation>
    </message>
    <message>
        <source>Starts at</source>
        <translation>Beginnt bei</translation>
    </message>
    <message>
        <source>Sample rate</source>
        <translation>Abtastrate</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Stems</source>
        <translation>Stems</translation>
    </message>
</context>
<context>
    <name>CuePage</name>
    <message>
        <source>Drop a cue sheet here: a CSV with the columns time, length and prompt, or a REAPER project whose regions are named by what should be heard. Every cue gets takes of its own, at its time.</source>
        <translation>Legen Sie eine Cue-Liste hierher: eine CSV mit den Spalten time, length und prompt oder ein REAPER-Projekt, dessen Regionen nach dem heißen, was zu hören sein soll. Jeder Cue bekommt eigene Takes, an seiner Zeit.</translation>
    </message>
    <message>
        <source>Open a cue sheet…</source>
        <translation>Cue-Liste öffnen …</translation>
    </message>
    <message>
        <source>Sheet</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Öffnen …</translation>
    </message>
    <message>
        <source>Open another cue sheet</source>
        <translation>Eine andere Cue-Liste öffnen</translation>
    </message>
    <message>
        <source>Open report</source>
        <translation>Bericht öffnen</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>A sheet is being made: cancel it first, or wait for its end.</source>
        <translation>Eine Liste ist in Arbeit: Brechen Sie sie zuerst ab, oder warten Sie ihr Ende ab.</translation>
    </message>
    <message>
        <source>{name} is a recording, not a cue sheet: on the page “Hits on a guide” it can be a guide.</source>
        <translation>{name} ist eine Aufnahme, keine Cue-Liste: auf der Seite „Schläge nach Vorlage“ kann sie die Vorlage sein.</translation>
    </message>
    <message>
        <source>Stopping …</source>
        <translation>Wird angehalten …</translation>
    </message>
    <message>
        <source>{name}: cancelled. What is made stays, and the same button goes on from there.</source>
        <translation>{name}: abgebrochen. Was fertig ist, bleibt; derselbe Knopf macht dort weiter.</translation>
    </message>
    <message>
        <source>{name}: not made are {count} cues; their rows say why. The same button tries them again.</source>
        <translation>{name}: Nicht gelungen sind {count} Cues; ihre Zeilen sagen, warum. Derselbe Knopf versucht sie noch einmal.</translation>
    </message>
    <message>
        <source>{name}: every cue is made.</source>
        <translation>{name}: Jeder Cue ist fertig.</translation>
    </message>
    <message>
        <source>Cue sheets and REAPER projects</source>
        <translation>Cue-Listen und REAPER-Projekte</translation>
    </message>
    <message>
        <source>Cue sheet</source>
        <translation>Cue-Liste</translation>
    </message>
</context>
<context>
    <name>CuesTable</name>
    <message>
        <source>Cues of the sheet</source>
        <translation>Cues der Liste</translation>
    </message>
</context>
<context>
    <name>DecisionBox</name>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>Beide behalten</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>Angenommen</translation>
    </message>
    <message>
        <source>Kept, not in use</source>
        <translation>Behalten, nicht in Gebrauch</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>Verworfen</translation>
    </message>
    <message>
        <source>The adapter is used with its pack from now on, for every host that names none itself.</source>
        <translation>Der Adapter wird ab jetzt mit seinem Pack verwendet, für jeden Host, der selbst keinen nennt.</translation>
    </message>
    <message>
        <source>The pack stays as it was in use. The adapter can be chosen for a request, or used later.</source>
        <translation>Das Pack bleibt in Gebrauch, wie es war. Der Adapter lässt sich für eine Anfrage wählen oder später verwenden.</translation>
    </message>
    <message>
        <source>The adapter is put aside in its folder, and what was in use before is used again. Nothing is deleted: you can change your mind.</source>
        <translation>Der Adapter wird in seinem Ordner beiseitegelegt, und es gilt wieder, was vorher in Gebrauch war. Nichts wird gelöscht: Die Entscheidung lässt sich ändern.</translation>
    </message>
</context>
<context>
    <name>Deeds</name>
    <message>
        <source>Something else is being done just now: wait for it, or cancel it.</source>
        <translation>Gerade läuft etwas anderes: abwarten oder abbrechen.</translation>
    </message>
    <message>
        <source>There is no token yet: the daemon is not running.</source>
        <translation>Es gibt noch kein Token: Der Daemon läuft nicht.</translation>
    </message>
    <message>
        <source>The token is in the clipboard. Whoever has it can use Foley Bridge.</source>
        <translation>Das Token ist in der Zwischenablage. Wer es hat, kann Foley Bridge benutzen.</translation>
    </message>
    <message>
        <source>Generating “{prompt}” again.</source>
        <translation>„{prompt}“ wird noch einmal erzeugt.</translation>
    </message>
    <message>
        <source>“{prompt}” waits: {count} before it.</source>
        <translation>„{prompt}“ wartet: {count} davor.</translation>
    </message>
    <message>
        <source>No program of this desktop shows folders. The sounds are in {folder}.</source>
        <translation>Kein Programm dieses Desktops zeigt Ordner. Die Sounds liegen in {folder}.</translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message>
        <source>The sound device went away. The next sound looks for it again.</source>
        <translation>Das Audiogerät ist verschwunden. Beim nächsten Sound wird es wieder gesucht.</translation>
    </message>
    <message>
        <source>“{device}” is not there: the default output is used.</source>
        <translation>„{device}“ ist nicht da: Die Standardausgabe wird verwendet.</translation>
    </message>
    <message>
        <source>The sound device does not answer. Sounds are not heard until it does.</source>
        <translation>Das Audiogerät antwortet nicht. Bis dahin sind keine Sounds zu hören.</translation>
    </message>
</context>
<context>
    <name>Disk</name>
    <message>
        <source>{name} is no longer in the trash: it cannot be brought back.</source>
        <translation>{name} ist nicht mehr im Papierkorb und kann nicht zurückgeholt werden.</translation>
    </message>
    <message>
        <source>{path} exists again: what was there before stays in the trash.</source>
        <translation>{path} gibt es schon wieder: Was vorher da war, bleibt im Papierkorb.</translation>
    </message>
    <message>
        <source>{path} cannot be brought back ({reason}).</source>
        <translation>{path} kann nicht zurückgeholt werden ({reason}).</translation>
    </message>
    <message>
        <source>{name} is not in {folder} any more.</source>
        <translation>{name} ist nicht mehr in {folder}.</translation>
    </message>
    <message>
        <source>{path} cannot be moved to the trash; it was left where it is.</source>
        <translation>{path} kann nicht in den Papierkorb gelegt werden und bleibt, wo es war.</translation>
    </message>
    <message>
        <source>The file manager ({program}) cannot be opened; the file is {path}.</source>
        <translation>Der Dateimanager ({program}) lässt sich nicht öffnen; die Datei ist {path}.</translation>
    </message>
</context>
<context>
    <name>Doctor</name>
    <message>
        <source>torch, which computes the sounds</source>
        <translation>torch, das die Sounds berechnet</translation>
    </message>
    <message>
        <source>Device of the model</source>
        <translation>Gerät des Modells</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Packs</source>
        <translation>Packs</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Space on the disk</source>
        <translation>Platz auf dem Datenträger</translation>
    </message>
    <message>
        <source>Journal</source>
        <translation>Journal</translation>
    </message>
    <message>
        <source>Messages on this machine (UDP)</source>
        <translation>Nachrichten auf diesem Rechner (UDP)</translation>
    </message>
    <message>
        <source>Requests as files</source>
        <translation>Anfragen als Dateien</translation>
    </message>
    <message>
        <source>Daemon</source>
        <translation>Daemon</translation>
    </message>
    <message>
        <source>Sound output</source>
        <translation>Audioausgabe</translation>
    </message>
    <message>
        <source>Display</source>
        <translation>Bildschirm</translation>
    </message>
    <message>
        <source>Tray</source>
        <translation>Infobereich</translation>
    </message>
    <message>
        <source>Start with the session</source>
        <translation>Start mit der Sitzung</translation>
    </message>
    <message>
        <source>Fine</source>
        <translation>In Ordnung</translation>
    </message>
    <message>
        <source>Worth knowing</source>
        <translation>Wissenswert</translation>
    </message>
    <message>
        <source>To be put right</source>
        <translation>Zu beheben</translation>
    </message>
    <message>
        <source>Open Settings</source>
        <translation>Einstellungen öffnen</translation>
    </message>
    <message>
        <source>Open the file</source>
        <translation>Datei öffnen</translation>
    </message>
    <message>
        <source>Open Packs</source>
        <translation>Packs öffnen</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Start the daemon anew</source>
        <translation>Daemon neu starten</translation>
    </message>
</context>
<context>
    <name>DoctorPanel</name>
    <message>
        <source>Copy as text</source>
        <translation>Als Text kopieren</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Erneut prüfen</translation>
    </message>
    <message>
        <source>Looking at this machine…</source>
        <translation>Dieser Rechner wird geprüft …</translation>
    </message>
    <message>
        <source>To be put right: {problems}. Worth knowing: {notes}.</source>
        <translation>Zu beheben: {problems}. Wissenswert: {notes}.</translation>
    </message>
    <message>
        <source>All that is needed is there. Worth knowing: {notes}.</source>
        <translation>Alles Nötige ist da. Wissenswert: {notes}.</translation>
    </message>
    <message>
        <source>All is well.</source>
        <translation>Alles in Ordnung.</translation>
    </message>
    <message>
        <source>Looked at {time}.</source>
        <translation>Geprüft {time}.</translation>
    </message>
    <message>
        <source>The daemon starts anew…</source>
        <translation>Der Daemon startet neu …</translation>
    </message>
    <message>
        <source>The daemon runs again.</source>
        <translation>Der Daemon läuft wieder.</translation>
    </message>
    <message>
        <source>The findings are copied.</source>
        <translation>Die Befunde sind kopiert.</translation>
    </message>
    <message>
        <source>Looking at this machine</source>
        <translation>Dieser Rechner wird geprüft</translation>
    </message>
    <message>
        <source>Look at everything again (F5)</source>
        <translation>Alles noch einmal prüfen (F5)</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
</context>
<context>
    <name>Doings</name>
    <message>
        <source>The path is on the clipboard.</source>
        <translation>Der Pfad ist in der Zwischenablage.</translation>
    </message>
    <message>
        <source>The file is on the clipboard.</source>
        <translation>Die Datei ist in der Zwischenablage.</translation>
    </message>
    <message>
        <source>{name} is in the trash.</source>
        <translation>{name} ist im Papierkorb.</translation>
    </message>
    <message>
        <source>In the trash: {number} files.</source>
        <translation>Im Papierkorb: {number} Dateien.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Brought back from the trash.</source>
        <translation>Aus dem Papierkorb zurückgeholt.</translation>
    </message>
</context>
<context>
    <name>Editor</name>
    <message>
        <source>Choose…</source>
        <translation>Auswählen …</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Ordner wählen</translation>
    </message>
</context>
<context>
    <name>Effects</name>
    <message>
        <source>The language changes with the next start of Foley Bridge.</source>
        <translation>Die Sprache wechselt mit dem nächsten Start von Foley Bridge.</translation>
    </message>
</context>
<context>
    <name>EstimateBox</name>
    <message>
        <source>What it will take</source>
        <translation>Was es braucht</translation>
    </message>
    <message>
        <source>Measuring this machine …</source>
        <translation>Dieser Rechner wird gemessen …</translation>
    </message>
    <message>
        <source>The daemon does not answer yet: it knows which pack is in use.</source>
        <translation>Der Daemon antwortet noch nicht: Er weiß, welches Pack in Gebrauch ist.</translation>
    </message>
    <message>
        <source>It cannot be said what this will take.</source>
        <translation>Was es braucht, lässt sich nicht sagen.</translation>
    </message>
    <message>
        <source>About {time} in all: {steps} steps of {step} s each, recordings encoded first. {memory}.</source>
        <translation>Zusammen etwa {time}: {steps} Schritte zu je {step} s, davor werden die Aufnahmen kodiert. {memory}.</translation>
    </message>
    <message>
        <source>{memory} of memory, {free} are free</source>
        <translation>{memory} Speicher, frei sind {free}</translation>
    </message>
    <message>
        <source>{memory} of memory</source>
        <translation>{memory} Speicher</translation>
    </message>
    <message>
        <source>That is more memory than is free: it will compute in smaller parts and take longer, or fail. Choose a smaller batch or the tuning layer, or close other programs.</source>
        <translation>Das ist mehr Speicher, als frei ist: Es wird in kleineren Teilen gerechnet und dauert länger, oder es schlägt fehl. Weniger Beispiele je Schritt oder die Tuning-Schicht wählen oder andere Programme schließen.</translation>
    </message>
</context>
<context>
    <name>EventsView</name>
    <message>
        <source>Events: {count}</source>
        <translation>Ereignisse: {count}</translation>
    </message>
</context>
<context>
    <name>ExportFields</name>
    <message>
        <source>Folder for exports</source>
        <translation>Ordner für Exporte</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Ordner wählen</translation>
    </message>
    <message>
        <source>Name of the export</source>
        <translation>Name des Exports</translation>
    </message>
    <message>
        <source>Replace an export that is there already</source>
        <translation>Einen Export ersetzen, der schon da ist</translation>
    </message>
    <message>
        <source>all that there are</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>How many variants</source>
        <translation>Wie viele Varianten</translation>
    </message>
    <message>
        <source>Every hit in a sound is a variant</source>
        <translation>Jeder Schlag in einem Sound ist eine Variante</translation>
    </message>
    <message>
        <source>As of footsteps: each step becomes a file of its own</source>
        <translation>Etwa von Schritten: jeder Schritt wird eine eigene Datei</translation>
    </message>
    <message>
        <source>OGG beside WAV</source>
        <translation>OGG neben WAV</translation>
    </message>
    <message>
        <source>no resource for Godot</source>
        <translation>keine Ressource für Godot</translation>
    </message>
    <message>
        <source>A resource beside the files that plays them by turns; then without variants.csv</source>
        <translation>Eine Ressource neben den Dateien, die sie abwechselnd spielt; dann ohne variants.csv</translation>
    </message>
    <message>
        <source>Resource for Godot</source>
        <translation>Ressource für Godot</translation>
    </message>
    <message>
        <source>Bring all to</source>
        <translation>Alle auf</translation>
    </message>
    <message>
        <source>Loudness in LUFS</source>
        <translation>Lautheit in LUFS</translation>
    </message>
    <message>
        <source>else their own median</source>
        <translation>sonst ihr eigener Median</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Variants</source>
        <translation>Varianten</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Loudness</source>
        <translation>Lautheit</translation>
    </message>
</context>
<context>
    <name>ExportWindow</name>
    <message>
        <source>Export variants</source>
        <translation>Varianten exportieren</translation>
    </message>
    <message>
        <source>Cancelled. Nothing was written.</source>
        <translation>Abgebrochen. Nichts wurde geschrieben.</translation>
    </message>
    <message>
        <source>beginning</source>
        <translation>beginnt</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>Ordner zeigen</translation>
    </message>
    <message>
        <source>A round robin for a game engine, of sounds: {count}. Each is cut at its attack, all are equally loud, and those that are least alike are chosen. WAV files of 24 bits, with manifest.json, variants.csv and a list for Wwise.</source>
        <translation>Ein Round Robin für eine Spiel-Engine, aus Sounds: {count}. Jeder wird an seinem Anschlag geschnitten, alle sind gleich laut, und gewählt werden die, die sich am wenigsten gleichen. WAV-Dateien mit 24 Bit, dazu manifest.json, variants.csv und eine Liste für Wwise.</translation>
    </message>
</context>
<context>
    <name>Exporting</name>
    <message>
        <source>The engine that hears how sounds differ has ended: {why}. Nothing was written; export again.</source>
        <translation>Die Engine, die hört, wie sich die Sounds unterscheiden, ist beendet: {why}. Nichts wurde geschrieben; bitte noch einmal exportieren.</translation>
    </message>
    <message>
        <source>The pack {name} that made these sounds is not here any more.</source>
        <translation>Das Pack {name}, das diese Sounds gemacht hat, ist nicht mehr hier.</translation>
    </message>
    <message>
        <source>The pack that made them is not here: how they differ was heard with {name}.</source>
        <translation>Das Pack, das sie gemacht hat, ist nicht hier: wie sie sich unterscheiden, wurde mit {name} gehört.</translation>
    </message>
    <message>
        <source>{folder} holds an export already: choose another name, or let it be replaced.</source>
        <translation>{folder} enthält schon einen Export: wählen Sie einen anderen Namen oder lassen Sie ihn ersetzen.</translation>
    </message>
    <message>
        <source>{folder} holds {what}, which no export wrote, so it stays as it is: choose another name.</source>
        <translation>{folder} enthält {what}, was kein Export geschrieben hat, und bleibt, wie es ist: wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>Nothing can be heard in these sounds: choose others.</source>
        <translation>In diesen Sounds ist nichts zu hören: wählen Sie andere.</translation>
    </message>
    <message>
        <source>These sounds hold {there} hits, and {wanted} variants are wanted: want fewer.</source>
        <translation>Diese Sounds enthalten {there} Schläge, gewünscht sind {wanted} Varianten: wünschen Sie weniger.</translation>
    </message>
    <message>
        <source>Of these sounds {there} differ, and {wanted} variants are wanted: want fewer.</source>
        <translation>Von diesen Sounds unterscheiden sich {there}, gewünscht sind {wanted} Varianten: wünschen Sie weniger.</translation>
    </message>
    <message>
        <source>{count} variants of {of}, each at {loudness} LUFS where it is loudest, in {folder}.</source>
        <translation>{count} Varianten von {of}, jede mit {loudness} LUFS an ihrer lautesten Stelle, in {folder}.</translation>
    </message>
    <message>
        <source>Louder is not possible without peaks over -1 dBTP; nothing was limited for it.</source>
        <translation>Lauter geht es nicht ohne Spitzen über -1 dBTP; begrenzt wurde dafür nichts.</translation>
    </message>
    <message>
        <source>The two most alike are {least} apart, any two of all {usual} (0 is the same).</source>
        <translation>Die zwei ähnlichsten liegen {least} auseinander, irgendzwei von allen {usual} (0 ist dasselbe).</translation>
    </message>
    <message>
        <source>Some can hardly be told apart: make more sounds, or want fewer.</source>
        <translation>Manche sind kaum zu unterscheiden: erzeugen Sie mehr Sounds oder wünschen Sie weniger.</translation>
    </message>
    <message>
        <source>None of these sounds is there any more: choose others.</source>
        <translation>Von diesen Sounds ist keiner mehr da: wählen Sie andere.</translation>
    </message>
    <message>
        <source>Give the whole path of the folder that the export goes into.</source>
        <translation>Geben Sie den ganzen Pfad des Ordners an, in den der Export kommt.</translation>
    </message>
    <message>
        <source>Give the export a name.</source>
        <translation>Geben Sie dem Export einen Namen.</translation>
    </message>
    <message>
        <source>{count} variants cannot come of {takes} sounds: want fewer, or choose more.</source>
        <translation>{count} Varianten können nicht aus {takes} Sounds werden: wünschen Sie weniger oder wählen Sie mehr.</translation>
    </message>
</context>
<context>
    <name>FamilyButton</name>
    <message>
        <source>What came of what</source>
        <translation>Was woraus wurde</translation>
    </message>
    <message>
        <source>What came of what: back to earlier sounds, on to later ones ({key})</source>
        <translation>Was woraus wurde: zurück zu früheren Sounds, weiter zu späteren ({key})</translation>
    </message>
</context>
<context>
    <name>FamilyPopup</name>
    <message>
        <source>What came of what</source>
        <translation>Was woraus wurde</translation>
    </message>
    <message>
        <source>What came of what: Enter goes there</source>
        <translation>Was woraus wurde: Enter geht dorthin</translation>
    </message>
</context>
<context>
    <name>FieldEditor</name>
    <message>
        <source>Reset {name}</source>
        <translation>{name} zurücksetzen</translation>
    </message>
    <message>
        <source>Back to the default</source>
        <translation>Zurück zur Vorgabe</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Ordner wählen</translation>
    </message>
</context>
<context>
    <name>FillWindow</name>
    <message>
        <source>Fill or continue {name}</source>
        <translation>{name} füllen oder fortsetzen</translation>
    </message>
    <message>
        <source>The recording is being looked at: a moment, please.</source>
        <translation>Die Aufnahme wird angesehen: einen Moment, bitte.</translation>
    </message>
    <message>
        <source>The range ends before it begins: choose a later end.</source>
        <translation>Der Bereich endet, bevor er beginnt: wählen Sie ein späteres Ende.</translation>
    </message>
    <message>
        <source>The recording stays bit for bit as it is and goes on at its end, by {least} to {most}.</source>
        <translation>Die Aufnahme bleibt Bit für Bit, wie sie ist, und geht am Ende weiter, um {least} bis {most}.</translation>
    </message>
    <message>
        <source>{length} are made anew, to fit what is around; all else stays bit for bit. Drag on the sound, or use the arrow keys there: Shift moves the end, Ctrl the start, Alt makes small steps.</source>
        <translation>{length} entstehen neu, passend zu dem, was darum ist; alles andere bleibt Bit für Bit. Ziehen Sie auf dem Sound, oder nehmen Sie dort die Pfeiltasten: Umschalt bewegt das Ende, Strg den Anfang, Alt macht kleine Schritte.</translation>
    </message>
    <message>
        <source>What should be heard there? Such as: steady rain</source>
        <translation>Was soll dort zu hören sein? Etwa: steady rain</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>How many sounds</source>
        <translation>Wie viele Sounds</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Sounds</source>
        <translation>Sounds</translation>
    </message>
    <message>
        <source>Fill or continue</source>
        <translation>Füllen oder fortsetzen</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Search names, captions, categories</source>
        <translation>Namen, Beschreibungen, Kategorien suchen</translation>
    </message>
    <message>
        <source>Search recordings</source>
        <translation>Aufnahmen suchen</translation>
    </message>
    <message>
        <source>Only problems</source>
        <translation>Nur Probleme</translation>
    </message>
    <message>
        <source>Progress of the check</source>
        <translation>Fortschritt der Prüfung</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Stop the check</source>
        <translation>Prüfung anhalten</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Erneut prüfen</translation>
    </message>
    <message>
        <source>Looking into files …</source>
        <translation>Dateien werden geprüft …</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>Only problems ({count})</source>
        <translation>Nur Probleme ({count})</translation>
    </message>
</context>
<context>
    <name>Filters</name>
    <message>
        <source>Search prompt, category or host</source>
        <translation>Prompt, Kategorie oder Host suchen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>Favoriten</translation>
    </message>
    <message>
        <source>On a timeline</source>
        <translation>In einer Spur</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>Trainings</translation>
    </message>
    <message>
        <source>Show: {kind}</source>
        <translation>Zeigen: {kind}</translation>
    </message>
</context>
<context>
    <name>FolderEditor</name>
    <message>
        <source>None named</source>
        <translation>Keiner genannt</translation>
    </message>
</context>
<context>
    <name>FoldersPage</name>
    <message>
        <source>Add a folder…</source>
        <translation>Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Erneut nachsehen</translation>
    </message>
    <message>
        <source>Look through all folders now; it happens by itself every few minutes</source>
        <translation>Jetzt alle Ordner durchsehen; von selbst geschieht es alle paar Minuten</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Search this folder no more; its files stay as they are (Del)</source>
        <translation>Diesen Ordner nicht mehr durchsuchen; seine Dateien bleiben, wie sie sind (Entf)</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Added folders</source>
        <translation>Hinzugefügte Ordner</translation>
    </message>
    <message>
        <source>Files that cannot be heard</source>
        <translation>Dateien, die nicht gehört werden können</translation>
    </message>
    <message>
        <source>Nothing is ever written into these folders, and no file is copied. New and changed files are heard by themselves, while nothing is made.</source>
        <translation>In diese Ordner wird nie etwas geschrieben, und keine Datei wird kopiert. Neue und geänderte Dateien werden von selbst gehört, solange nichts gemacht wird.</translation>
    </message>
    <message>
        <source>Cannot be heard: {count}</source>
        <translation>Nicht zu hören: {count}</translation>
    </message>
    <message>
        <source>the first {count} are shown</source>
        <translation>die ersten {count} sind gezeigt</translation>
    </message>
</context>
<context>
    <name>Form</name>
    <message>
        <source>Generate</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>Generate (Enter)</source>
        <translation>Erzeugen (Enter)</translation>
    </message>
    <message>
        <source>Drop it here to follow its timing and loudness</source>
        <translation>Hier ablegen: Timing und Lautheit werden übernommen</translation>
    </message>
    <message>
        <source>Recording to follow</source>
        <translation>Aufnahme als Vorlage</translation>
    </message>
    <message>
        <source>Asking …</source>
        <translation>Wird angefragt …</translation>
    </message>
    <message>
        <source>Imitate a recording …</source>
        <translation>Aufnahme nachahmen …</translation>
    </message>
    <message>
        <source>Its timing and loudness are followed: drop a sound file here, or choose one</source>
        <translation>Ihr Timing und ihre Lautheit werden übernommen: eine Sounddatei hier ablegen oder auswählen</translation>
    </message>
    <message>
        <source>Advanced ({number} set)</source>
        <translation>Erweitert ({number} gesetzt)</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Erweitert</translation>
    </message>
    <message>
        <source>Advanced settings</source>
        <translation>Erweiterte Einstellungen</translation>
    </message>
</context>
<context>
    <name>Generate</name>
    <message>
        <source>Sounds that follow a recording last from {least} to {most} s.</source>
        <translation>Sounds nach einer Aufnahme dauern {least} bis {most} s.</translation>
    </message>
    <message>
        <source>A sound that follows a recording is no loop: switch this off.</source>
        <translation>Ein Sound nach einer Aufnahme ist kein Loop: schalten Sie dies aus.</translation>
    </message>
    <message>
        <source>A sound that follows a recording needs another sampler: {names}.</source>
        <translation>Ein Sound nach einer Aufnahme braucht einen anderen Sampler: {names}.</translation>
    </message>
    <message>
        <source>Give the whole path of a folder.</source>
        <translation>Den ganzen Pfad eines Ordners angeben.</translation>
    </message>
    <message>
        <source>Choose a rate from {least} to {most} Hz.</source>
        <translation>Eine Rate von {least} bis {most} Hz wählen.</translation>
    </message>
    <message>
        <source>{text} is no whole number.</source>
        <translation>{text} ist keine ganze Zahl.</translation>
    </message>
    <message>
        <source>{text} is no number.</source>
        <translation>{text} ist keine Zahl.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>The same seed with the same settings gives the same sounds.</source>
        <translation>Derselbe Seed mit denselben Einstellungen ergibt dieselben Sounds.</translation>
    </message>
    <message>
        <source>drawn anew</source>
        <translation>jedes Mal neu</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>Kandidaten</translation>
    </message>
    <message>
        <source>So many are begun; the best of them are delivered. More take longer.</source>
        <translation>So viele werden begonnen; die besten davon werden geliefert. Mehr dauern länger.</translation>
    </message>
    <message>
        <source>four times the sounds</source>
        <translation>viermal so viele wie Sounds</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>More steps are slower and finer, up to a point.</source>
        <translation>Mehr Schritte sind langsamer und feiner, bis zu einem gewissen Punkt.</translation>
    </message>
    <message>
        <source>as the pack says</source>
        <translation>wie im Pack</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>The way from noise to sound.</source>
        <translation>Der Weg vom Rauschen zum Klang.</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Guidance</translation>
    </message>
    <message>
        <source>How strictly the prompt is followed: less is freer, much more sounds forced.</source>
        <translation>Wie streng dem Prompt gefolgt wird: Weniger ist freier, viel mehr klingt erzwungen.</translation>
    </message>
    <message>
        <source>as the category says</source>
        <translation>wie in der Kategorie</translation>
    </message>
    <message>
        <source>Should not be heard</source>
        <translation>Soll nicht zu hören sein</translation>
    </message>
    <message>
        <source>In a few words, such as: music, voices.</source>
        <translation>In wenigen Worten, etwa: Musik, Stimmen.</translation>
    </message>
    <message>
        <source>nothing named</source>
        <translation>nichts genannt</translation>
    </message>
    <message>
        <source>Diversity</source>
        <translation>Vielfalt</translation>
    </message>
    <message>
        <source>How unlike each other the delivered sounds should be.</source>
        <translation>Wie unähnlich die gelieferten Sounds einander sein sollen.</translation>
    </message>
    <message>
        <source>as they come</source>
        <translation>wie sie kommen</translation>
    </message>
    <message>
        <source>Seamless loop</source>
        <translation>Nahtloser Loop</translation>
    </message>
    <message>
        <source>The end goes over into the beginning without being heard.</source>
        <translation>Das Ende geht unhörbar in den Anfang über.</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>the prompt</source>
        <translation>dem Prompt</translation>
    </message>
    <message>
        <source>recordings of the category</source>
        <translation>Aufnahmen der Kategorie</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwellwert</translation>
    </message>
    <message>
        <source>The least score that passes, from -1 to 1.</source>
        <translation>Der kleinste Score, der genügt, von -1 bis 1.</translation>
    </message>
    <message>
        <source>Under the threshold</source>
        <translation>Unter dem Schwellwert</translation>
    </message>
    <message>
        <source>Show them last and marked, or turn them away and try others.</source>
        <translation>Zuletzt und markiert zeigen, oder verwerfen und andere versuchen.</translation>
    </message>
    <message>
        <source>mark them</source>
        <translation>markieren</translation>
    </message>
    <message>
        <source>drop them</source>
        <translation>verwerfen</translation>
    </message>
    <message>
        <source>Scored against</source>
        <translation>Bewertet nach</translation>
    </message>
    <message>
        <source>What a sound has to resemble for a high score.</source>
        <translation>Wem ein Sound ähneln muss, um einen hohen Score zu bekommen.</translation>
    </message>
    <message>
        <source>both</source>
        <translation>beidem</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Where the files go.</source>
        <translation>Wohin die Dateien kommen.</translation>
    </message>
    <message>
        <source>as the settings say</source>
        <translation>wie eingestellt</translation>
    </message>
    <message>
        <source>Rate in Hz</source>
        <translation>Rate in Hz</translation>
    </message>
    <message>
        <source>Of the files, such as 48000 or 96000.</source>
        <translation>Der Dateien, etwa 48000 oder 96000.</translation>
    </message>
    <message>
        <source>{name} is silent: it sets no timing and no loudness. Choose another one.</source>
        <translation>{name} ist still: sie gibt weder Timing noch Lautheit vor. Wählen Sie eine andere.</translation>
    </message>
    <message>
        <source>{name} lasts {length}: at least {least} can be followed.</source>
        <translation>{name} dauert {length}: mindestens {least} sind nötig.</translation>
    </message>
    <message>
        <source>It lasts {length}: its first {most} are followed.</source>
        <translation>Sie dauert {length}: ihre ersten {most} werden übernommen.</translation>
    </message>
    <message>
        <source>nearly the recording</source>
        <translation>fast die Aufnahme</translation>
    </message>
    <message>
        <source>much of its sound stays</source>
        <translation>viel von ihrem Sound bleibt</translation>
    </message>
    <message>
        <source>its gesture stays</source>
        <translation>ihre Geste bleibt</translation>
    </message>
    <message>
        <source>hardly more than its loudness stays</source>
        <translation>kaum mehr als ihre Lautheit bleibt</translation>
    </message>
    <message>
        <source>exactly, and checked</source>
        <translation>genau, und geprüft</translation>
    </message>
    <message>
        <source>closely</source>
        <translation>eng</translation>
    </message>
    <message>
        <source>loosely</source>
        <translation>lose</translation>
    </message>
    <message>
        <source>not at all</source>
        <translation>gar nicht</translation>
    </message>
</context>
<context>
    <name>GeneratePanel</name>
    <message>
        <source>Write another prompt</source>
        <translation>Anderen Prompt schreiben</translation>
    </message>
    <message>
        <source>Imitate a recording</source>
        <translation>Aufnahme nachahmen</translation>
    </message>
    <message>
        <source>Cancel what is being made</source>
        <translation>Abbrechen, was gerade erzeugt wird</translation>
    </message>
    <message>
        <source>Write what should be heard and press Enter. The sounds appear here as they are made, the best first.</source>
        <translation>Schreiben, was zu hören sein soll, und Enter drücken. Die Sounds erscheinen hier, sobald sie fertig sind, die besten zuerst.</translation>
    </message>
</context>
<context>
    <name>GuideBox</name>
    <message>
        <source>Recording to follow</source>
        <translation>Aufnahme als Vorlage</translation>
    </message>
    <message>
        <source>Play or stop the recording</source>
        <translation>Aufnahme spielen oder anhalten</translation>
    </message>
    <message>
        <source>Follow no recording</source>
        <translation>Keiner Aufnahme folgen</translation>
    </message>
    <message>
        <source>How far from its sound</source>
        <translation>Wie weit weg von ihrem Sound</translation>
    </message>
    <message>
        <source>How closely its loudness is followed</source>
        <translation>Wie genau ihrer Lautheit gefolgt wird</translation>
    </message>
    <message>
        <source>Timing and loudness of</source>
        <translation>Timing und Lautheit von</translation>
    </message>
</context>
<context>
    <name>GuideView</name>
    <message>
        <source>Host to connect</source>
        <translation>Host zum Verbinden</translation>
    </message>
</context>
<context>
    <name>HintLine</name>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>Use this prompt</source>
        <translation>Diesen Prompt verwenden</translation>
    </message>
    <message>
        <source>Again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>No request yet. What is asked for here, in a DAW or in a game engine is listed here.</source>
        <translation>Noch keine Anfrage. Was hier, in einer DAW oder in einer Game-Engine angefragt wird, steht dann in dieser Liste.</translation>
    </message>
    <message>
        <source>No request is like that.</source>
        <translation>Keine Anfrage passt dazu.</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>Open training</source>
        <translation>Training öffnen</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>It is asked for.</source>
        <translation>Ist angefragt.</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Choose a request to see its sounds.</source>
        <translation>Eine Anfrage wählen, um ihre Sounds zu sehen.</translation>
    </message>
    <message>
        <source>Remove from history</source>
        <translation>Aus dem Verlauf entfernen</translation>
    </message>
    <message>
        <source>Remove, and move its files to the trash</source>
        <translation>Entfernen und die Dateien in den Papierkorb legen</translation>
    </message>
</context>
<context>
    <name>HistoryView</name>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
</context>
<context>
    <name>HitsTable</name>
    <message>
        <source>Recordings that were found</source>
        <translation>Gefundene Aufnahmen</translation>
    </message>
</context>
<context>
    <name>Hosts</name>
    <message>
        <source>REAPER 7 or newer, with nothing else to install.</source>
        <translation>REAPER 7 oder neuer; sonst ist nichts zu installieren.</translation>
    </message>
    <message>
        <source>Ardour 7 or newer, over the spool folder.</source>
        <translation>Ardour 7 oder neuer, über den Spool-Ordner.</translation>
    </message>
    <message>
        <source>Godot 3.2 or newer, and Godot 4.4 or newer.</source>
        <translation>Godot 3.2 oder neuer und Godot 4.4 oder neuer.</translation>
    </message>
    <message>
        <source>Blender 3.0 or newer: Foley to picture in the video sequencer.</source>
        <translation>Blender 3.0 oder neuer: Foley zum Bild im Video-Sequencer.</translation>
    </message>
    <message>
        <source>Unity 2020.3 or newer. It asks for sounds; none can be sent to it yet.</source>
        <translation>Unity 2020.3 oder neuer. Es fragt nach Sounds; schicken lassen sich ihm noch keine.</translation>
    </message>
    <message>
        <source>Unreal&apos;s editor, by its Python. It asks for sounds; none can be sent to it yet.</source>
        <translation>Der Editor von Unreal, über sein Python. Er fragt nach Sounds; schicken lassen sich ihm noch keine.</translation>
    </message>
    <message>
        <source>Install the scripts here: they go into Scripts/Foley Bridge of REAPER&apos;s resource folder.</source>
        <translation>Die Skripte hier installieren: Sie kommen nach Scripts/Foley Bridge im Ressourcenordner von REAPER.</translation>
    </message>
    <message>
        <source>In REAPER, once: Actions &gt; Show action list &gt; New action &gt; Load ReaScript. Choose all files called &quot;Foley Bridge - …&quot;.</source>
        <translation>Einmalig in REAPER: Actions &gt; Show action list &gt; New action &gt; Load ReaScript. Alle Dateien namens „Foley Bridge - …“ wählen.</translation>
    </message>
    <message>
        <source>Run &quot;Foley Bridge - Receive from the tray&quot; in the project: it appears above. Sounds that you send to it come to the edit cursor.</source>
        <translation>„Foley Bridge - Receive from the tray“ im Projekt ausführen: Es erscheint oben. Geschickte Sounds kommen an den Edit-Cursor.</translation>
    </message>
    <message>
        <source>Copy the three scripts into Ardour&apos;s own folder of scripts: ~/.config/ardour7/scripts, or on macOS ~/Library/Preferences/Ardour7/scripts.</source>
        <translation>Die drei Skripte in den Skriptordner von Ardour kopieren: ~/.config/ardour7/scripts, auf macOS ~/Library/Preferences/Ardour7/scripts.</translation>
    </message>
    <message>
        <source>In Ardour: Edit &gt; Lua Scripts &gt; Script Manager. Under Action Hooks, add &quot;Foley Bridge: Listen&quot;; under Action Scripts, &quot;Foley Bridge: Generate&quot; and &quot;Foley Bridge: Cancel&quot;.</source>
        <translation>In Ardour: Edit &gt; Lua Scripts &gt; Script Manager. Unter Action Hooks „Foley Bridge: Listen“ hinzufügen, unter Action Scripts „Foley Bridge: Generate“ und „Foley Bridge: Cancel“.</translation>
    </message>
    <message>
        <source>The session appears above. Sounds that you send come to the playhead, and count once it is saved.</source>
        <translation>Die Session erscheint oben. Geschickte Sounds kommen an den Abspielkopf und zählen, sobald sie gesichert ist.</translation>
    </message>
    <message>
        <source>Copy the folder addons, the one for your version, into the project&apos;s folder.</source>
        <translation>Den Ordner addons für die eigene Version in den Projektordner kopieren.</translation>
    </message>
    <message>
        <source>In the editor: Project &gt; Project Settings &gt; Plugins, and switch Foley Bridge on.</source>
        <translation>Im Editor: Project &gt; Project Settings &gt; Plugins, und Foley Bridge einschalten.</translation>
    </message>
    <message>
        <source>The project appears above. Sounds that you send are imported into res://foley/.</source>
        <translation>Das Projekt erscheint oben. Geschickte Sounds werden nach res://foley/ importiert.</translation>
    </message>
    <message>
        <source>Make a ZIP of the folder foley_sequencer, or copy it into scripts/addons of your Blender.</source>
        <translation>Aus dem Ordner foley_sequencer ein ZIP machen oder ihn nach scripts/addons des eigenen Blender kopieren.</translation>
    </message>
    <message>
        <source>In Blender: Edit &gt; Preferences &gt; Add-ons &gt; Install from Disk, choose the ZIP, switch Foley Bridge on.</source>
        <translation>In Blender: Edit &gt; Preferences &gt; Add-ons &gt; Install from Disk, das ZIP wählen, Foley Bridge einschalten.</translation>
    </message>
    <message>
        <source>The file appears above. Sounds that you send come to the playhead, and count once it is saved.</source>
        <translation>Die Datei erscheint oben. Geschickte Sounds kommen an den Abspielkopf und zählen, sobald sie gesichert ist.</translation>
    </message>
    <message>
        <source>In Unity: Window &gt; Package Manager &gt; + &gt; Add package from disk, and choose package.json.</source>
        <translation>In Unity: Window &gt; Package Manager &gt; + &gt; Add package from disk, dann package.json wählen.</translation>
    </message>
    <message>
        <source>Window &gt; Audio &gt; Foley Bridge opens the window.</source>
        <translation>Window &gt; Audio &gt; Foley Bridge öffnet das Fenster.</translation>
    </message>
    <message>
        <source>Copy the folder FoleyBridge into Plugins of your project.</source>
        <translation>Den Ordner FoleyBridge nach Plugins im Projekt kopieren.</translation>
    </message>
    <message>
        <source>Start the editor: the menu Tools has a section Foley Bridge.</source>
        <translation>Den Editor starten: Das Menü Tools hat einen Abschnitt Foley Bridge.</translation>
    </message>
    <message>
        <source>Show the scripts</source>
        <translation>Skripte zeigen</translation>
    </message>
    <message>
        <source>Show it for Godot 4</source>
        <translation>Für Godot 4 zeigen</translation>
    </message>
    <message>
        <source>Show it for Godot 3</source>
        <translation>Für Godot 3 zeigen</translation>
    </message>
    <message>
        <source>Show the add-on</source>
        <translation>Add-on zeigen</translation>
    </message>
    <message>
        <source>Show the package</source>
        <translation>Paket zeigen</translation>
    </message>
    <message>
        <source>Show the plug-in</source>
        <translation>Plug-in zeigen</translation>
    </message>
    <message>
        <source>The daemon (version {version}) at UDP port {port} proved that it is yours.</source>
        <translation>Der Daemon (Version {version}) auf UDP-Port {port} hat bewiesen, dass er der eigene ist.</translation>
    </message>
    <message>
        <source>Over UDP a message there and back takes {time}, the middle of twenty.</source>
        <translation>Über UDP braucht eine Nachricht hin und zurück {time}, die mittlere von zwanzig.</translation>
    </message>
    <message>
        <source>UDP</source>
        <translation>UDP</translation>
    </message>
    <message>
        <source>TCP</source>
        <translation>TCP</translation>
    </message>
    <message>
        <source>spool folder</source>
        <translation>Spool-Ordner</translation>
    </message>
    <message>
        <source>heard just now</source>
        <translation>gerade gehört</translation>
    </message>
    <message>
        <source>takes sounds</source>
        <translation>nimmt Sounds an</translation>
    </message>
    <message>
        <source>asks only</source>
        <translation>fragt nur</translation>
    </message>
    <message>
        <source>heard {minutes} min ago</source>
        <translation>vor {minutes} min gehört</translation>
    </message>
    <message>
        <source>The spool folder is switched off in the settings: hosts without sockets reach nobody.</source>
        <translation>Der Spool-Ordner ist in den Einstellungen ausgeschaltet: Hosts ohne Sockets erreichen niemanden.</translation>
    </message>
    <message>
        <source>TCP is off: no other machine can connect.</source>
        <translation>TCP ist aus: Kein anderer Rechner kann sich verbinden.</translation>
    </message>
    <message>
        <source>{ms} ms</source>
        <translation>{ms} ms</translation>
    </message>
    <message>
        <source>heard {seconds} s ago</source>
        <translation>vor {seconds} s gehört</translation>
    </message>
    <message>
        <source>Through the spool folder it takes {time}.</source>
        <translation>Über den Spool-Ordner dauert es {time}.</translation>
    </message>
    <message>
        <source>Over TCP, port {port}, it takes {time}.</source>
        <translation>Über TCP, Port {port}, dauert es {time}.</translation>
    </message>
    <message>
        <source>less than {ms} ms</source>
        <translation>weniger als {ms} ms</translation>
    </message>
    <message>
        <source>requests waiting: {count}</source>
        <translation>wartende Anfragen: {count}</translation>
    </message>
    <message>
        <source>sounds not taken yet: {count}</source>
        <translation>noch nicht angenommene Sounds: {count}</translation>
    </message>
    <message>
        <source>Through the spool folder: {trouble}</source>
        <translation>Über den Spool-Ordner: {trouble}</translation>
    </message>
    <message>
        <source>Over TCP, port {port}: {trouble}</source>
        <translation>Über TCP, Port {port}: {trouble}</translation>
    </message>
    <message>
        <source>Over UDP: {trouble}</source>
        <translation>Über UDP: {trouble}</translation>
    </message>
</context>
<context>
    <name>HostsPanel</name>
    <message>
        <source>Connect a host</source>
        <translation>Host verbinden</translation>
    </message>
    <message>
        <source>Any program that speaks OSC</source>
        <translation>Jedes Programm, das OSC spricht</translation>
    </message>
    <message>
        <source>TouchOSC, Max, SuperCollider, a script: docs/protocol.md says what they can ask.</source>
        <translation>TouchOSC, Max, SuperCollider, ein Skript: Was sie fragen können, steht in docs/protocol.md.</translation>
    </message>
    <message>
        <source>Does it work?</source>
        <translation>Funktioniert es?</translation>
    </message>
    <message>
        <source>Sends real messages by each way, and says how long they take.</source>
        <translation>Schickt echte Nachrichten auf jedem Weg und sagt, wie lange sie brauchen.</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>Hosts ask for sounds by themselves; to those that take sounds, you can send any from here.</source>
        <translation>Hosts fragen selbst nach Sounds; an die, die Sounds annehmen, lässt sich von hier jeder schicken.</translation>
    </message>
    <message>
        <source>Connected now</source>
        <translation>Jetzt verbunden</translation>
    </message>
</context>
<context>
    <name>Keeping</name>
    <message>
        <source>{path} cannot be read ({reason}): favourites and settings begin anew.</source>
        <translation>{path} ist nicht lesbar ({reason}): Favoriten und Einstellungen beginnen neu.</translation>
    </message>
    <message>
        <source>{reason}. It was kept as {name}; favourites and settings begin anew.</source>
        <translation>{reason}. Es wurde als {name} behalten; Favoriten und Einstellungen beginnen neu.</translation>
    </message>
</context>
<context>
    <name>Leaving</name>
    <message>
        <source>What was under way when you quit goes on now.</source>
        <translation>Was beim Beenden noch im Gange war, geht jetzt weiter.</translation>
    </message>
</context>
<context>
    <name>LengthBox</name>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>Minuten</translation>
    </message>
    <message>
        <source>Steps to train</source>
        <translation>Schritte des Trainings</translation>
    </message>
    <message>
        <source>Minutes to train</source>
        <translation>Minuten des Trainings</translation>
    </message>
</context>
<context>
    <name>LengthField</name>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>Length in seconds</source>
        <translation>Länge in Sekunden</translation>
    </message>
</context>
<context>
    <name>LessLike</name>
    <message>
        <source>Less like this</source>
        <translation>Weniger wie dies</translation>
    </message>
    <message>
        <source>hardly</source>
        <translation>kaum</translation>
    </message>
    <message>
        <source>as far as it fits</source>
        <translation>so weit es passt</translation>
    </message>
    <message>
        <source>How far away from it</source>
        <translation>Wie weit davon weg</translation>
    </message>
</context>
<context>
    <name>Library</name>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Sound files</source>
        <translation>Sounddateien</translation>
    </message>
    <message>
        <source>Can be found</source>
        <translation>Auffindbar</translation>
    </message>
    <message>
        <source>Cannot be heard</source>
        <translation>Nicht zu hören</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Why it cannot be heard</source>
        <translation>Warum sie nicht gehört werden kann</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Sound</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Teil</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Score</translation>
    </message>
    <message>
        <source>{path} (its drive is away)</source>
        <translation>{path} (ihr Laufwerk fehlt)</translation>
    </message>
    <message>
        <source>Recording {rank}: {name}</source>
        <translation>Aufnahme {rank}: {name}</translation>
    </message>
    <message>
        <source>choose</source>
        <translation>wählen</translation>
    </message>
    <message>
        <source>Nothing was searched.</source>
        <translation>Es wurde nicht gesucht.</translation>
    </message>
    <message>
        <source>No folder of recordings was added yet.</source>
        <translation>Noch kein Ordner mit Aufnahmen hinzugefügt.</translation>
    </message>
    <message>
        <source>{heard} of {files} recordings can be found</source>
        <translation>{heard} von {files} Aufnahmen auffindbar</translation>
    </message>
    <message>
        <source>on drives that are away: {count}</source>
        <translation>auf fehlenden Laufwerken: {count}</translation>
    </message>
    <message>
        <source>looking through the folders …</source>
        <translation>sieht die Ordner durch …</translation>
    </message>
    <message>
        <source>listening …</source>
        <translation>hört …</translation>
    </message>
    <message>
        <source>waits while sounds are made</source>
        <translation>wartet, solange Sounds gemacht werden</translation>
    </message>
    <message>
        <source>Nothing was found.</source>
        <translation>Nichts gefunden.</translation>
    </message>
    <message>
        <source>There is nothing to search yet: add a folder of recordings first.</source>
        <translation>Es gibt noch nichts zu durchsuchen: Fügen Sie zuerst einen Ordner mit Aufnahmen hinzu.</translation>
    </message>
    <message>
        <source>No recording is heard yet: it is being done. Search again in a moment.</source>
        <translation>Noch ist keine Aufnahme gehört: Das geschieht gerade. Suchen Sie gleich noch einmal.</translation>
    </message>
    <message>
        <source>None of the recordings can be heard: the folders&apos; page says why.</source>
        <translation>Keine der Aufnahmen kann gehört werden: Die Seite der Ordner sagt, warum.</translation>
    </message>
    <message>
        <source>Nothing was found there. Search in all folders, or for something else.</source>
        <translation>Dort wurde nichts gefunden. Suchen Sie in allen Ordnern oder nach etwas anderem.</translation>
    </message>
    <message>
        <source>{start} to {end}</source>
        <translation>{start} bis {end}</translation>
    </message>
    <message>
        <source>{number} s</source>
        <translation>{number} s</translation>
    </message>
    <message>
        <source>its drive is away; it comes back with it</source>
        <translation>sein Laufwerk fehlt; mit ihm kommt er wieder</translation>
    </message>
    <message>
        <source>being heard</source>
        <translation>wird gehört</translation>
    </message>
    <message>
        <source>all is heard</source>
        <translation>alles gehört</translation>
    </message>
</context>
<context>
    <name>LibraryPanel</name>
    <message>
        <source>How much is heard</source>
        <translation>Wie viel gehört ist</translation>
    </message>
    <message>
        <source>Folder of recordings</source>
        <translation>Ordner mit Aufnahmen</translation>
    </message>
    <message>
        <source>Folders ({count})</source>
        <translation>Ordner ({count})</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>The library cannot be asked.</source>
        <translation>Die Bibliothek kann nicht gefragt werden.</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>Pages of the library</source>
        <translation>Seiten der Bibliothek</translation>
    </message>
</context>
<context>
    <name>LicenceBox</name>
    <message>
        <source>Licence of the adapter</source>
        <translation>Lizenz des Adapters</translation>
    </message>
    <message>
        <source>The licence in your own words</source>
        <translation>Die Lizenz in eigenen Worten</translation>
    </message>
    <message>
        <source>such as: Studio Nord, internal use only</source>
        <translation>etwa: Studio Nord, nur für internen Gebrauch</translation>
    </message>
    <message>
        <source>It travels in the metadata of every sound that is made with the adapter.</source>
        <translation>Sie steht in den Metadaten jedes Sounds, der mit dem Adapter erzeugt wird.</translation>
    </message>
    <message>
        <source>None chosen</source>
        <translation>Keine gewählt</translation>
    </message>
    <message>
        <source>The card will say that no licence was chosen.</source>
        <translation>In der Karte steht, dass keine Lizenz gewählt wurde.</translation>
    </message>
    <message>
        <source>All rights reserved</source>
        <translation>Alle Rechte vorbehalten</translation>
    </message>
    <message>
        <source>Adapter and sounds are yours alone; nobody else may use them without asking.</source>
        <translation>Adapter und Sounds bleiben ganz in eigener Hand; ohne Nachfrage darf sie niemand sonst verwenden.</translation>
    </message>
    <message>
        <source>CC0 1.0: free for everything</source>
        <translation>CC0 1.0: frei für alles</translation>
    </message>
    <message>
        <source>Anybody may do anything with them, commercially too, without naming you.</source>
        <translation>Alle dürfen alles damit tun, auch kommerziell und ohne Namensnennung.</translation>
    </message>
    <message>
        <source>CC BY 4.0: free where you are named</source>
        <translation>CC BY 4.0: frei bei Namensnennung</translation>
    </message>
    <message>
        <source>Anybody may use them, commercially too, as long as they name you.</source>
        <translation>Alle dürfen sie verwenden, auch kommerziell, solange der Name genannt wird.</translation>
    </message>
    <message>
        <source>CC BY-NC 4.0: not for commercial use</source>
        <translation>CC BY-NC 4.0: nicht kommerziell</translation>
    </message>
    <message>
        <source>Others may use them as long as they name you and earn nothing with them.</source>
        <translation>Andere dürfen sie verwenden, solange sie den Namen nennen und nichts damit verdienen.</translation>
    </message>
    <message>
        <source>In your own words…</source>
        <translation>In eigenen Worten …</translation>
    </message>
    <message>
        <source>What you write stands in the card.</source>
        <translation>Das Geschriebene steht in der Karte.</translation>
    </message>
</context>
<context>
    <name>LicenceWords</name>
    <message>
        <source>none was chosen</source>
        <translation>keine gewählt</translation>
    </message>
    <message>
        <source>all rights reserved</source>
        <translation>alle Rechte vorbehalten</translation>
    </message>
</context>
<context>
    <name>LikeChip</name>
    <message>
        <source>Search by this sound no more</source>
        <translation>Nicht mehr nach diesem Sound suchen</translation>
    </message>
    <message>
        <source>Similar to {name}</source>
        <translation>Ähnlich wie {name}</translation>
    </message>
    <message>
        <source>type words to mix them in</source>
        <translation>Wörter tippen, um sie beizumischen</translation>
    </message>
    <message>
        <source>half this sound, half the words</source>
        <translation>halb dieser Sound, halb die Wörter</translation>
    </message>
</context>
<context>
    <name>LogLine</name>
    <message>
        <source>Detail</source>
        <translation>Detail</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>Info</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
</context>
<context>
    <name>LogPanel</name>
    <message>
        <source>Copy everything for a report</source>
        <translation>Alles für einen Bericht kopieren</translation>
    </message>
    <message>
        <source>Copy lines</source>
        <translation>Zeilen kopieren</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>No line is of this level. {count} others are.</source>
        <translation>Keine Zeile hat diese Stufe. {count} andere gibt es.</translation>
    </message>
    <message>
        <source>There is no log yet. The daemon begins one when it starts.</source>
        <translation>Es gibt noch kein Protokoll. Der Daemon beginnt eines, wenn er startet.</translation>
    </message>
    <message>
        <source>The log is empty so far.</source>
        <translation>Das Protokoll ist noch leer.</translation>
    </message>
    <message>
        <source>{place} of {count}</source>
        <translation>{place} von {count}</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>Nicht gefunden</translation>
    </message>
    <message>
        <source>Lines copied: {count}.</source>
        <translation>Zeilen kopiert: {count}.</translation>
    </message>
    <message>
        <source>Looking at this machine…</source>
        <translation>Dieser Rechner wird geprüft …</translation>
    </message>
    <message>
        <source>The report is copied: findings, versions and the end of the log. The token is not in it.</source>
        <translation>Der Bericht ist kopiert: Befunde, Versionen und das Ende des Protokolls. Das Token steht nicht darin.</translation>
    </message>
    <message>
        <source>Lines of the log</source>
        <translation>Zeilen des Protokolls</translation>
    </message>
    <message>
        <source>The chosen line</source>
        <translation>Die gewählte Zeile</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
</context>
<context>
    <name>LogTools</name>
    <message>
        <source>Find previous</source>
        <translation>Rückwärts suchen</translation>
    </message>
    <message>
        <source>Find previous (Shift+F3)</source>
        <translation>Rückwärts suchen (Umschalt+F3)</translation>
    </message>
    <message>
        <source>Find next</source>
        <translation>Weitersuchen</translation>
    </message>
    <message>
        <source>Find next (F3)</source>
        <translation>Weitersuchen (F3)</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Mitlaufen</translation>
    </message>
    <message>
        <source>All lines</source>
        <translation>Alle Zeilen</translation>
    </message>
    <message>
        <source>Info and above</source>
        <translation>Info und höher</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Which lines are shown</source>
        <translation>Welche Zeilen gezeigt werden</translation>
    </message>
    <message>
        <source>Search in the log</source>
        <translation>Im Protokoll suchen</translation>
    </message>
    <message>
        <source>Keep the newest line in sight (End)</source>
        <translation>Die neueste Zeile im Blick behalten (Ende)</translation>
    </message>
</context>
<context>
    <name>LossPlot</name>
    <message>
        <source>Log scale</source>
        <translation>Logarithmisch</translation>
    </message>
    <message>
        <source>The losses appear with the first steps.</source>
        <translation>Die Losses erscheinen mit den ersten Schritten.</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Gesamt</translation>
    </message>
    <message>
        <source>Diffusion</source>
        <translation>Diffusion</translation>
    </message>
    <message>
        <source>Latent CLAP</source>
        <translation>Latent CLAP</translation>
    </message>
    <message>
        <source>Losses over steps</source>
        <translation>Losses über die Schritte</translation>
    </message>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>There is nothing to undo.</source>
        <translation>Es gibt nichts rückgängig zu machen.</translation>
    </message>
    <message>
        <source>Foley Bridge stays in the tray. Quit it with Ctrl+Q or from its menu.</source>
        <translation>Foley Bridge bleibt im Infobereich. Beenden mit Strg+Q oder über das Menü dort.</translation>
    </message>
</context>
<context>
    <name>MeasureTable</name>
    <message>
        <source>Measured</source>
        <translation>Gemessen</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
    <message>
        <source>{what}: {before} before, {after} after, {verdict}</source>
        <translation>{what}: vorher {before}, nachher {after}, {verdict}</translation>
    </message>
    <message>
        <source>Distance to the held-out recordings (KAD, less is better)</source>
        <translation>Abstand zu den zurückgehaltenen Aufnahmen (KAD, weniger ist besser)</translation>
    </message>
    <message>
        <source>Fit to their captions (CLAP score, more is better)</source>
        <translation>Passung zu ihren Beschreibungen (CLAP-Score, mehr ist besser)</translation>
    </message>
    <message>
        <source>better</source>
        <translation>besser</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>schlechter</translation>
    </message>
    <message>
        <source>about the same</source>
        <translation>etwa gleich</translation>
    </message>
    <message>
        <source>too few recordings to say</source>
        <translation>zu wenige Aufnahmen für ein Urteil</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>nicht gemessen</translation>
    </message>
    <message>
        <source>No recording was held out, so no number says whether it is better: listen.</source>
        <translation>Keine Aufnahme wurde zurückgehalten, also sagt keine Zahl, ob es besser ist: anhören.</translation>
    </message>
    <message>
        <source>Measured with the same noise before and after, against held-out recordings that were never learnt{number}. Numbers say how close sounds are to those; whether they are better only ears can say.</source>
        <translation>Mit demselben Rauschen vorher und nachher gemessen, an zurückgehaltenen Aufnahmen, die nie gelernt wurden{number}. Zahlen sagen, wie nah die Sounds diesen kommen; ob sie besser sind, sagen nur die Ohren.</translation>
    </message>
</context>
<context>
    <name>MethodCards</name>
    <message>
        <source>minutes · 1 MB</source>
        <translation>Minuten · 1 MB</translation>
    </message>
    <message>
        <source>Teaches the pack your words: which of its sounds you mean by them. The safest, and enough where the pack knows such sounds already.</source>
        <translation>Bringt dem Pack die eigenen Wörter bei: welche seiner Sounds damit gemeint sind. Am sichersten, und genug, wo das Pack solche Sounds schon kennt.</translation>
    </message>
    <message>
        <source>some ten minutes · 5 MB</source>
        <translation>etwa zehn Minuten · 5 MB</translation>
    </message>
    <message>
        <source>Teaches it the character of your sounds too, with little room to forget others. Start here.</source>
        <translation>Bringt ihm auch den Charakter der Sounds bei und lässt wenig Raum, andere zu vergessen. Hier beginnen.</translation>
    </message>
    <message>
        <source>longer · 31 MB</source>
        <translation>länger · 31 MB</translation>
    </message>
    <message>
        <source>Moves every weight of the denoiser. For an hour of recordings and more; can lose what it knew.</source>
        <translation>Bewegt jedes Gewicht des Denoisers. Ab einer Stunde Aufnahmen; kann verlernen, was es konnte.</translation>
    </message>
    <message>
        <source>longest · 39 MB</source>
        <translation>am längsten · 39 MB</translation>
    </message>
    <message>
        <source>First how sound itself is rebuilt, then all as above. For timbres that the pack cannot render.</source>
        <translation>Zuerst, wie Klang selbst wieder aufgebaut wird, dann alles wie oben. Für Klangfarben, die das Pack nicht wiedergeben kann.</translation>
    </message>
</context>
<context>
    <name>ModeBar</name>
    <message>
        <source>Make a range anew</source>
        <translation>Einen Bereich neu erzeugen</translation>
    </message>
    <message>
        <source>Continue at the end</source>
        <translation>Am Ende fortsetzen</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Seconds to add</source>
        <translation>Sekunden, die dazukommen</translation>
    </message>
    <message>
        <source>Listen</source>
        <translation>Anhören</translation>
    </message>
    <message>
        <source>Play the range, or the end that is continued (Ctrl+Space)</source>
        <translation>Den Bereich spielen, oder das Ende, das fortgesetzt wird (Strg+Leertaste)</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Dazu</translation>
    </message>
</context>
<context>
    <name>MoreLike</name>
    <message>
        <source>More like this</source>
        <translation>Mehr wie dieser</translation>
    </message>
    <message>
        <source>hardly different</source>
        <translation>kaum anders</translation>
    </message>
    <message>
        <source>quite different</source>
        <translation>ganz anders</translation>
    </message>
    <message>
        <source>How different</source>
        <translation>Wie anders</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Notices</source>
        <translation>Meldungen</translation>
    </message>
</context>
<context>
    <name>NoticeCard</name>
    <message>
        <source>Close this notice</source>
        <translation>Diese Meldung schließen</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
</context>
<context>
    <name>Opening</name>
    <message>
        <source>{path} is not there.</source>
        <translation>{path} ist nicht da.</translation>
    </message>
    <message>
        <source>No program of this desktop opens it: {path}.</source>
        <translation>Kein Programm dieses Desktops öffnet das: {path}.</translation>
    </message>
</context>
<context>
    <name>OtherPrograms</name>
    <message>
        <source>UDP port</source>
        <translation>UDP-Port</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>TCP</source>
        <translation>TCP</translation>
    </message>
    <message>
        <source>Spool folder</source>
        <translation>Spool-Ordner</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the UDP port</source>
        <translation>UDP-Port kopieren</translation>
    </message>
    <message>
        <source>Copy token</source>
        <translation>Token kopieren</translation>
    </message>
    <message>
        <source>Copy the token</source>
        <translation>Das Token kopieren</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Settings of TCP</source>
        <translation>TCP-Einstellungen</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Show the spool folder</source>
        <translation>Spool-Ordner zeigen</translation>
    </message>
    <message>
        <source>Copy the example with the token</source>
        <translation>Beispiel mit dem Token kopieren</translation>
    </message>
    <message>
        <source>the daemon does not run</source>
        <translation>der Daemon läuft nicht</translation>
    </message>
    <message>
        <source>Token: hidden</source>
        <translation>Token: verborgen</translation>
    </message>
    <message>
        <source>listens at port {port}</source>
        <translation>lauscht auf Port {port}</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>The port is on the clipboard.</source>
        <translation>Der Port ist in der Zwischenablage.</translation>
    </message>
    <message>
        <source>The token is on the clipboard for a minute: whoever has it can use the daemon as you.</source>
        <translation>Das Token ist eine Minute lang in der Zwischenablage: Wer es hat, kann den Daemon benutzen wie dieses Programm.</translation>
    </message>
    <message>
        <source>The line is on the clipboard, with the token, for a minute.</source>
        <translation>Die Zeile ist samt Token eine Minute lang in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Example for liblo&apos;s oscsend; the token stands as TOKEN</source>
        <translation>Beispiel für oscsend aus liblo; das Token steht als TOKEN</translation>
    </message>
    <message>
        <source>To try it, with liblo&apos;s oscsend; copied, the line holds the token in place of TOKEN:</source>
        <translation>Zum Ausprobieren mit oscsend aus liblo; kopiert enthält die Zeile das Token anstelle von TOKEN:</translation>
    </message>
</context>
<context>
    <name>OutputEditor</name>
    <message>
        <source>Look for sound outputs again</source>
        <translation>Audioausgaben neu suchen</translation>
    </message>
    <message>
        <source>{output} (not there now)</source>
        <translation>{output} (gerade nicht da)</translation>
    </message>
</context>
<context>
    <name>OverviewPage</name>
    <message>
        <source>New training</source>
        <translation>Neues Training</translation>
    </message>
    <message>
        <source>Teach a pack your own sounds, on this machine: nothing leaves it.</source>
        <translation>Einem Pack die eigenen Sounds beibringen, auf diesem Rechner: Nichts verlässt ihn.</translation>
    </message>
    <message>
        <source>Enter or a double click opens a training.</source>
        <translation>Enter oder Doppelklick öffnet ein Training.</translation>
    </message>
    <message>
        <source>nearer to your recordings</source>
        <translation>näher an den eigenen Aufnahmen</translation>
    </message>
    <message>
        <source>farther from your recordings</source>
        <translation>weiter weg von den eigenen Aufnahmen</translation>
    </message>
    <message>
        <source>about as near as before</source>
        <translation>etwa so nah wie zuvor</translation>
    </message>
</context>
<context>
    <name>OwnSwitch</name>
    <message>
        <source>Recordings of your library on the same list</source>
        <translation>Aufnahmen Ihrer Bibliothek in derselben Liste</translation>
    </message>
</context>
<context>
    <name>PackFields</name>
    <message>
        <source>Pack</source>
        <translation>Pack</translation>
    </message>
    <message>
        <source>The model that makes the sounds</source>
        <translation>Das Modell, das die Sounds erzeugt</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>Adapter</translation>
    </message>
    <message>
        <source>What was learnt from your own recordings</source>
        <translation>Was aus den eigenen Aufnahmen gelernt wurde</translation>
    </message>
    <message>
        <source>in use: {name}</source>
        <translation>in Gebrauch: {name}</translation>
    </message>
    <message>
        <source>the one in use</source>
        <translation>wie in Gebrauch</translation>
    </message>
    <message>
        <source>{name} (not there)</source>
        <translation>{name} (nicht da)</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
</context>
<context>
    <name>Packs</name>
    <message>
        <source>Install from address</source>
        <translation>Von Adresse installieren</translation>
    </message>
    <message>
        <source>https://…</source>
        <translation>https://…</translation>
    </message>
    <message>
        <source>Address of the pack&apos;s folder</source>
        <translation>Adresse des Pack-Ordners</translation>
    </message>
    <message>
        <source>Look at it</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Wird angesehen …</translation>
    </message>
    <message>
        <source>The address of a pack&apos;s folder on a web server. Its card and the list of its files are fetched, a few kilobytes; size and licence are shown before anything else is.</source>
        <translation>Die Adresse eines Pack-Ordners auf einem Webserver. Seine Karte und die Liste seiner Dateien werden geladen, einige Kilobyte; Größe und Lizenz werden gezeigt, bevor irgendetwas anderes geladen wird.</translation>
    </message>
    <message>
        <source>Authors and licences of the recordings</source>
        <translation>Urheber und Lizenzen der Aufnahmen</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>The pack</source>
        <translation>Das Pack</translation>
    </message>
    <message>
        <source>Measured, as its card says</source>
        <translation>Gemessen, laut Karte</translation>
    </message>
    <message>
        <source>An adapter for {pack}.</source>
        <translation>Ein Adapter für {pack}.</translation>
    </message>
    <message>
        <source>The adapter</source>
        <translation>Der Adapter</translation>
    </message>
    <message>
        <source>before</source>
        <translation>vorher</translation>
    </message>
    <message>
        <source>after</source>
        <translation>nachher</translation>
    </message>
    <message>
        <source>Measured on held-out recordings</source>
        <translation>An zurückgehaltenen Aufnahmen gemessen</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Gebrauch</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Use {pack}</source>
        <translation>{pack} verwenden</translation>
    </message>
    <message>
        <source>Use without adapter</source>
        <translation>Ohne Adapter verwenden</translation>
    </message>
    <message>
        <source>Check files</source>
        <translation>Dateien prüfen</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen …</translation>
    </message>
    <message>
        <source>Stop using</source>
        <translation>Nicht mehr verwenden</translation>
    </message>
    <message>
        <source>Use with this adapter</source>
        <translation>Mit diesem Adapter verwenden</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>{family}, {count} M parameters</source>
        <translation>{family}, {count} Mio. Parameter</translation>
    </message>
    <message>
        <source>Sample rate</source>
        <translation>Abtastrate</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>Auf dem Datenträger</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>Familie</translation>
    </message>
    <message>
        <source>Categories</source>
        <translation>Kategorien</translation>
    </message>
    <message>
        <source>Trained on</source>
        <translation>Trainiert mit</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Digest</source>
        <translation>Prüfsumme</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Trained</source>
        <translation>Trainiert</translation>
    </message>
    <message>
        <source>day unknown</source>
        <translation>Tag unbekannt</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Aufnahmen</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>“{licence}”, as its maker chose it.</source>
        <translation>„{licence}“, wie vom Ersteller gewählt.</translation>
    </message>
    <message>
        <source>Its maker chose none: ask them before you publish what is made with it.</source>
        <translation>Keine gewählt: vor dem Veröffentlichen beim Ersteller nachfragen.</translation>
    </message>
    <message>
        <source>What the pack&apos;s licence says holds as well: {sounds}</source>
        <translation>Auch was die Lizenz des Packs sagt, gilt: {sounds}</translation>
    </message>
    <message>
        <source>Authors of what it was trained on</source>
        <translation>Urheber dessen, womit trainiert wurde</translation>
    </message>
    <message>
        <source>Install {size} under {licence}</source>
        <translation>{size} unter {licence} installieren</translation>
    </message>
    <message>
        <source>Install {name} {version}?</source>
        <translation>{name} {version} installieren?</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Fetch {size} under {licence}</source>
        <translation>{size} unter {licence} laden</translation>
    </message>
    <message>
        <source>Fetch {name} {version}?</source>
        <translation>{name} {version} laden?</translation>
    </message>
    <message>
        <source>{size} in {count} files</source>
        <translation>{size} in {count} Dateien</translation>
    </message>
    <message>
        <source>Sent on to</source>
        <translation>Weitergeleitet an</translation>
    </message>
    <message>
        <source>Another server</source>
        <translation>Anderer Server</translation>
    </message>
    <message>
        <source>Allow {server}</source>
        <translation>{server} erlauben</translation>
    </message>
    <message>
        <source>{host} sends on to another server, {server}. Allow it if you know it; every file is checked all the same, against the list that comes from there too.</source>
        <translation>{host} leitet an einen anderen Server weiter, {server}. Nur erlauben, wenn er bekannt ist; jede Datei wird trotzdem geprüft, auch hier gegen die Liste, die von dort kommt.</translation>
    </message>
    <message>
        <source>Remove {name}?</source>
        <translation>{name} entfernen?</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>Endgültig löschen</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>In den Papierkorb</translation>
    </message>
    <message>
        <source>{size} in {folder} are deleted for good.</source>
        <translation>{size} in {folder} werden endgültig gelöscht.</translation>
    </message>
    <message>
        <source>{size} in {folder} go to the trash.</source>
        <translation>{size} in {folder} kommen in den Papierkorb.</translation>
    </message>
    <message>
        <source>It is in use: {then} is used in its place from then on.</source>
        <translation>Es ist in Gebrauch: Stattdessen wird ab dann {then} verwendet.</translation>
    </message>
    <message>
        <source>Its adapters ({count}) stay where they are, but cannot be used without it.</source>
        <translation>Seine Adapter ({count}) bleiben, wo sie sind, lassen sich aber ohne das Pack nicht verwenden.</translation>
    </message>
    <message>
        <source>Sounds that were made with it stay as they are.</source>
        <translation>Sounds, die damit erzeugt wurden, bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Not in use</source>
        <translation>Nicht in Gebrauch</translation>
    </message>
    <message>
        <source>Cannot be used</source>
        <translation>Nicht verwendbar</translation>
    </message>
    <message>
        <source>Adapter {name}</source>
        <translation>Adapter {name}</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Fehlt</translation>
    </message>
    <message>
        <source>How much of {name} is here</source>
        <translation>Wie viel von {name} da ist</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>Wegwerfen</translation>
    </message>
    <message>
        <source>Go on with fetching {name}</source>
        <translation>{name} weiter laden</translation>
    </message>
    <message>
        <source>Throw away what is here of {name}</source>
        <translation>Wegwerfen, was von {name} da ist</translation>
    </message>
    <message>
        <source>Not complete: {there} of {total} are here.</source>
        <translation>Nicht vollständig: {there} von {total} sind da.</translation>
    </message>
    <message>
        <source>{name} is not complete. What came is kept.</source>
        <translation>{name} ist nicht vollständig. Was ankam, bleibt erhalten.</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>{name} is installed.</source>
        <translation>{name} ist installiert.</translation>
    </message>
    <message>
        <source>Stopped. Nothing was installed.</source>
        <translation>Angehalten. Nichts wurde installiert.</translation>
    </message>
    <message>
        <source>Your sounds</source>
        <translation>Eigene Sounds</translation>
    </message>
    <message>
        <source>Credit</source>
        <translation>Namensnennung</translation>
    </message>
    <message>
        <source>The pack itself</source>
        <translation>Das Pack selbst</translation>
    </message>
    <message>
        <source>Its authors say</source>
        <translation>Laut den Urhebern</translation>
    </message>
    <message>
        <source>Install from folder…</source>
        <translation>Aus Ordner installieren …</translation>
    </message>
    <message>
        <source>Install from address…</source>
        <translation>Von Adresse installieren …</translation>
    </message>
    <message>
        <source>Looking for packs…</source>
        <translation>Packs werden gesucht …</translation>
    </message>
    <message>
        <source>Folder of a pack</source>
        <translation>Ordner eines Packs</translation>
    </message>
    <message>
        <source>{why} Packs are shown as they lie on the disk; another one can be used when it is back.</source>
        <translation>{why} Packs werden gezeigt, wie sie auf dem Datenträger liegen; ein anderes lässt sich verwenden, wenn der Daemon wieder da ist.</translation>
    </message>
    <message>
        <source>No pack is here. Install one from a folder or an address.</source>
        <translation>Kein Pack ist da. Eines aus einem Ordner oder von einer Adresse installieren.</translation>
    </message>
    <message>
        <source>{pack} is in use, with the adapter {adapter}.</source>
        <translation>{pack} ist in Gebrauch, mit dem Adapter {adapter}.</translation>
    </message>
    <message>
        <source>{pack} is in use.</source>
        <translation>{pack} ist in Gebrauch.</translation>
    </message>
    <message>
        <source>{pack} is whole: every file is as its card says.</source>
        <translation>{pack} ist unversehrt: Jede Datei ist so, wie ihre Karte sagt.</translation>
    </message>
    <message>
        <source>Packs</source>
        <translation>Packs</translation>
    </message>
    <message>
        <source>What is here</source>
        <translation>Was da ist</translation>
    </message>
    <message>
        <source>Routes by category</source>
        <translation>Routen nach Kategorie</translation>
    </message>
    <message>
        <source>Packs and routes</source>
        <translation>Packs und Routen</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Beginning with {what}…</source>
        <translation>{what} beginnt …</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Wird angehalten …</translation>
    </message>
    <message>
        <source>{name} is removed.</source>
        <translation>{name} ist entfernt.</translation>
    </message>
    <message>
        <source>{name} is in the trash.</source>
        <translation>{name} ist im Papierkorb.</translation>
    </message>
    <message>
        <source>Delete for good…</source>
        <translation>Endgültig löschen …</translation>
    </message>
    <message>
        <source>More packs: drop the folder of one here, or install it from an address.</source>
        <translation>Mehr Packs: den Ordner eines Packs hierher ziehen oder eines von einer Adresse installieren.</translation>
    </message>
    <message>
        <source>about {size}</source>
        <translation>etwa {size}</translation>
    </message>
    <message>
        <source>{rate} kHz</source>
        <translation>{rate} kHz</translation>
    </message>
    <message>
        <source>Commercial use: yes</source>
        <translation>Kommerziell nutzbar: ja</translation>
    </message>
    <message>
        <source>Commercial use: no</source>
        <translation>Kommerziell nutzbar: nein</translation>
    </message>
    <message>
        <source>Commercial use: with conditions</source>
        <translation>Kommerziell nutzbar: mit Auflagen</translation>
    </message>
    <message>
        <source>Built in</source>
        <translation>Mitgeliefert</translation>
    </message>
    <message>
        <source>Installed</source>
        <translation>Installiert</translation>
    </message>
    <message>
        <source>In a folder of yours</source>
        <translation>In einem eigenen Ordner</translation>
    </message>
    <message>
        <source>{disk} on disk · {memory} of memory</source>
        <translation>{disk} auf dem Datenträger · {memory} im Speicher</translation>
    </message>
    <message>
        <source>no licence chosen</source>
        <translation>keine Lizenz gewählt</translation>
    </message>
    <message>
        <source>Distance to your recordings (less is better)</source>
        <translation>Abstand zu den eigenen Aufnahmen (weniger ist besser)</translation>
    </message>
    <message>
        <source>Fit to the captions (more is better)</source>
        <translation>Passung zu den Beschreibungen (mehr ist besser)</translation>
    </message>
    <message>
        <source>Fetching {what}</source>
        <translation>{what} wird geladen</translation>
    </message>
    <message>
        <source>Copying {what}</source>
        <translation>{what} wird kopiert</translation>
    </message>
    <message>
        <source>Checking {what}</source>
        <translation>{what} wird geprüft</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>{size} a second</source>
        <translation>{size} je Sekunde</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} min {seconds} s</translation>
    </message>
    <message>
        <source>Use them anywhere, in paid work too: films, games, libraries for sale.</source>
        <translation>Überall verwendbar, auch in bezahlter Arbeit: Filme, Spiele, Librarys zum Verkauf.</translation>
    </message>
    <message>
        <source>Nobody needs to be named in your work.</source>
        <translation>Niemand muss im eigenen Werk genannt werden.</translation>
    </message>
    <message>
        <source>It may be passed on freely.</source>
        <translation>Darf frei weitergegeben werden.</translation>
    </message>
    <message>
        <source>Only where no money is made with them: no paid work, no products for sale, no advertising. The pack&apos;s card says so, although its licence alone would allow more.</source>
        <translation>Nur, wo kein Geld damit verdient wird: keine bezahlte Arbeit, keine Produkte zum Verkauf, keine Werbung. So sagt es die Karte des Packs, obwohl die Lizenz allein mehr erlauben würde.</translation>
    </message>
    <message>
        <source>Who passes the pack on keeps its licence and notices with it.</source>
        <translation>Bei Weitergabe des Packs bleiben Lizenz und Hinweise dabei.</translation>
    </message>
    <message>
        <source>Name the pack&apos;s authors in your credits: the licence asks for it wherever its work is used.</source>
        <translation>Die Urheber des Packs in den Credits nennen: Die Lizenz verlangt es überall, wo ihr Werk verwendet wird.</translation>
    </message>
    <message>
        <source>Paid work is allowed; where a sound counts as made from the pack, it is passed on under the same licence.</source>
        <translation>Bezahlte Arbeit ist erlaubt; wo ein Sound als Bearbeitung des Packs gilt, wird er unter derselben Lizenz weitergegeben.</translation>
    </message>
    <message>
        <source>Who passes the pack on, or one made from it, does so under the same licence and names its authors.</source>
        <translation>Das Pack oder ein daraus entstandenes wird unter derselben Lizenz und mit Nennung der Urheber weitergegeben.</translation>
    </message>
    <message>
        <source>Only where no money is made with them: no paid work, no products for sale, no advertising.</source>
        <translation>Nur, wo kein Geld damit verdient wird: keine bezahlte Arbeit, keine Produkte zum Verkauf, keine Werbung.</translation>
    </message>
    <message>
        <source>Paid work is allowed, but not the uses that the licence forbids: read its list of them.</source>
        <translation>Bezahlte Arbeit ist erlaubt, nicht aber, was die Lizenz verbietet: ihre Liste lesen.</translation>
    </message>
    <message>
        <source>Who passes the pack on passes the list of forbidden uses on with it.</source>
        <translation>Bei Weitergabe des Packs geht die Liste der verbotenen Verwendungen mit.</translation>
    </message>
    <message>
        <source>Paid work is allowed while you or your company earn less than 1 million US dollars a year; above that, Stability AI sells a licence.</source>
        <translation>Bezahlte Arbeit ist erlaubt, solange Person oder Firma weniger als 1 Million US-Dollar im Jahr einnehmen; darüber verkauft Stability AI eine Lizenz.</translation>
    </message>
    <message>
        <source>Who passes the pack on keeps its licence with it and says that it is powered by Stability AI.</source>
        <translation>Bei Weitergabe des Packs bleibt die Lizenz dabei, mit dem Hinweis „Powered by Stability AI“.</translation>
    </message>
    <message>
        <source>The pack&apos;s card allows paid work. This version does not know the licence: read its text.</source>
        <translation>Die Karte des Packs erlaubt bezahlte Arbeit. Diese Version kennt die Lizenz nicht: ihren Text lesen.</translation>
    </message>
    <message>
        <source>The licence may ask for credits. This version does not know the licence: read its text.</source>
        <translation>Vielleicht verlangt die Lizenz eine Namensnennung. Diese Version kennt die Lizenz nicht: ihren Text lesen.</translation>
    </message>
    <message>
        <source>This version does not know the licence: read its text.</source>
        <translation>Diese Version kennt die Lizenz nicht: ihren Text lesen.</translation>
    </message>
    <message>
        <source>0 to 20; empty: as the pack&apos;s card says</source>
        <translation>0 bis 20; leer: wie die Karte des Packs sagt</translation>
    </message>
    <message>
        <source>-1 to 1; empty: as the pack&apos;s card says</source>
        <translation>-1 bis 1; leer: wie die Karte des Packs sagt</translation>
    </message>
    <message>
        <source>the pack&apos;s own</source>
        <translation>wie im Pack</translation>
    </message>
    <message>
        <source>Save route</source>
        <translation>Route speichern</translation>
    </message>
    <message>
        <source>Remove route</source>
        <translation>Route entfernen</translation>
    </message>
    <message>
        <source>{category} (all of it)</source>
        <translation>{category} (alles davon)</translation>
    </message>
    <message>
        <source>the one in use</source>
        <translation>wie in Gebrauch</translation>
    </message>
    <message>
        <source>none named</source>
        <translation>keiner genannt</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Guidance</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwellwert</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>Pack</source>
        <translation>Pack</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>Adapter</translation>
    </message>
    <message>
        <source>FOOTSTEPS, or FEETHmn</source>
        <translation>FOOTSTEPS oder FEETHmn</translation>
    </message>
    <message>
        <source>{name} (not there)</source>
        <translation>{name} (nicht da)</translation>
    </message>
    <message>
        <source>{name} is “{text}”: write a number.</source>
        <translation>{name} ist „{text}“: Schreiben Sie eine Zahl.</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>cannot be used</source>
        <translation>nicht brauchbar</translation>
    </message>
    <message>
        <source>in effect</source>
        <translation>in Kraft</translation>
    </message>
    <message>
        <source>Another route</source>
        <translation>Weitere Route</translation>
    </message>
    <message>
        <source>There are no routes: every request that names no pack is made with the one in use.</source>
        <translation>Es gibt keine Routen: Jede Anfrage, die kein Pack nennt, wird mit dem gemacht, das in Gebrauch ist.</translation>
    </message>
    <message>
        <source>{category}: {said}. It holds from the next request on.</source>
        <translation>{category}: {said}. Es gilt ab der nächsten Anfrage.</translation>
    </message>
    <message>
        <source>{category} has no route any more.</source>
        <translation>{category} hat keine Route mehr.</translation>
    </message>
    <message>
        <source>Change or remove it below.</source>
        <translation>Ändern oder entfernen Sie sie unten.</translation>
    </message>
    <message>
        <source>What the sounds of a category are made with where a request names neither pack nor adapter. A route for one kind of sound (FEETHmn) goes before one for its whole category (FOOTSTEPS).</source>
        <translation>Womit die Sounds einer Kategorie gemacht werden, wo eine Anfrage weder Pack noch Adapter nennt. Eine Route für eine Art von Sound (FEETHmn) geht der für die ganze Kategorie (FOOTSTEPS) vor.</translation>
    </message>
    <message>
        <source>all of it</source>
        <translation>alles davon</translation>
    </message>
    <message>
        <source>Routes</source>
        <translation>Routen</translation>
    </message>
</context>
<context>
    <name>PendingCard</name>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
</context>
<context>
    <name>Picture</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Track</source>
        <translation>Spur</translation>
    </message>
    <message>
        <source>Cue</source>
        <translation>Cue</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>Takes</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Sound</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Score</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>{part}: {fault}</source>
        <translation>{part}: {fault}</translation>
    </message>
    <message>
        <source>made</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>made before</source>
        <translation>war schon fertig</translation>
    </message>
    <message>
        <source>{said}, under the threshold</source>
        <translation>{said}, unter dem Schwellwert</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>can be made</source>
        <translation>kann gemacht werden</translation>
    </message>
    <message>
        <source>Notes: “{part}” is no MIDI note. Write numbers from 0 to 127, such as 36, 38.</source>
        <translation>Noten: „{part}“ ist keine MIDI-Note. Schreiben Sie Zahlen von 0 bis 127, etwa 36, 38.</translation>
    </message>
    <message>
        <source>What came of it</source>
        <translation>Was daraus wurde</translation>
    </message>
    <message>
        <source>All hits in place ({count})</source>
        <translation>Alle Schläge an ihrem Platz ({count})</translation>
    </message>
    <message>
        <source>Take {rank}</source>
        <translation>Take {rank}</translation>
    </message>
    <message>
        <source>“Length where none is given”</source>
        <translation>„Länge, wo keine steht“</translation>
    </message>
    <message>
        <source>“Timecode”</source>
        <translation>„Timecode“</translation>
    </message>
    <message>
        <source>“Starts at”</source>
        <translation>„Beginnt bei“</translation>
    </message>
    <message>
        <source>“Into”</source>
        <translation>„Nach“</translation>
    </message>
    <message>
        <source>{faults} of {count} rows have to be put right first: the last column says how.</source>
        <translation>{faults} von {count} Zeilen sind zuerst zu berichtigen: Die letzte Spalte sagt, wie.</translation>
    </message>
    <message>
        <source>Cues: {cues} · tracks: {tracks} · takes: {takes} · ends at {end}</source>
        <translation>Cues: {cues} · Spuren: {tracks} · Takes: {takes} · endet bei {end}</translation>
    </message>
    <message>
        <source>made: {count}</source>
        <translation>fertig: {count}</translation>
    </message>
    <message>
        <source>All is made.</source>
        <translation>Alles ist fertig.</translation>
    </message>
    <message>
        <source>How long it takes is known after the first cue.</source>
        <translation>Wie lange es dauert, weiß man nach dem ersten Cue.</translation>
    </message>
    <message>
        <source>About {time}, as the last sheet took.</source>
        <translation>Etwa {time}, nach der letzten Liste gerechnet.</translation>
    </message>
    <message>
        <source>Make all cues</source>
        <translation>Alle Cues machen</translation>
    </message>
    <message>
        <source>Make all cues ({count})</source>
        <translation>Alle Cues machen ({count})</translation>
    </message>
    <message>
        <source>Write project and report again</source>
        <translation>Projekt und Bericht neu schreiben</translation>
    </message>
    <message>
        <source>Go on: {count} left</source>
        <translation>Weiter: noch {count}</translation>
    </message>
    <message>
        <source>{made} of {count} made</source>
        <translation>{made} von {count} fertig</translation>
    </message>
    <message>
        <source>failed: {count}</source>
        <translation>misslungen: {count}</translation>
    </message>
    <message>
        <source>{rate} a minute</source>
        <translation>{rate} je Minute</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
</context>
<context>
    <name>PicturePanel</name>
    <message>
        <source>Cue sheet</source>
        <translation>Cue-Liste</translation>
    </message>
    <message>
        <source>Hits on a guide</source>
        <translation>Schläge nach Vorlage</translation>
    </message>
    <message>
        <source>Ways to the picture</source>
        <translation>Wege zum Bild</translation>
    </message>
    <message>
        <source>To picture</source>
        <translation>Zum Bild</translation>
    </message>
    <message>
        <source>Cancel what is being made</source>
        <translation>Abbrechen, was gerade erzeugt wird</translation>
    </message>
</context>
<context>
    <name>PromptField</name>
    <message>
        <source>What should be heard? Such as: slow boots on gravel</source>
        <translation>Was soll zu hören sein? Etwa: slow boots on gravel</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>asked before</source>
        <translation>früher gefragt</translation>
    </message>
</context>
<context>
    <name>QuestionPage</name>
    <message>
        <source>Play A</source>
        <translation>A abspielen</translation>
    </message>
    <message>
        <source>Play B</source>
        <translation>B abspielen</translation>
    </message>
    <message>
        <source>A is better</source>
        <translation>A ist besser</translation>
    </message>
    <message>
        <source>B is better</source>
        <translation>B ist besser</translation>
    </message>
    <message>
        <source>No difference</source>
        <translation>Kein Unterschied</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Go on later</source>
        <translation>Später weiter</translation>
    </message>
    <message>
        <source>It should be: {label}</source>
        <translation>Es soll sein: {label}</translation>
    </message>
    <message>
        <source>{number} of {all}, {answered} answered</source>
        <translation>{number} von {all}, {answered} beantwortet</translation>
    </message>
    <message>
        <source>Keys: A, B play · 1, 2 this one is better · 0 no difference · U back</source>
        <translation>Tasten: A, B abspielen · 1, 2 dieser ist besser · 0 kein Unterschied · U zurück</translation>
    </message>
</context>
<context>
    <name>QueueStrip</name>
    <message>
        <source>Waiting requests</source>
        <translation>Wartende Anfragen</translation>
    </message>
    <message>
        <source>Show {prompt}, {state}</source>
        <translation>{prompt} zeigen, {state}</translation>
    </message>
    <message>
        <source>and {number} more</source>
        <translation>und {number} weitere</translation>
    </message>
</context>
<context>
    <name>ReaperSetup</name>
    <message>
        <source>Install the scripts</source>
        <translation>Skripte installieren</translation>
    </message>
    <message>
        <source>Install the scripts for REAPER</source>
        <translation>Skripte für REAPER installieren</translation>
    </message>
    <message>
        <source>REAPER is elsewhere…</source>
        <translation>REAPER liegt woanders …</translation>
    </message>
    <message>
        <source>Choose the folder of a portable REAPER</source>
        <translation>Ordner eines portablen REAPER wählen</translation>
    </message>
    <message>
        <source>REAPER&apos;s resource folder</source>
        <translation>Ressourcenordner von REAPER</translation>
    </message>
    <message>
        <source>The scripts are in {folder}, up to date.</source>
        <translation>Die Skripte liegen in {folder} und sind aktuell.</translation>
    </message>
    <message>
        <source>The scripts in {folder} are older.</source>
        <translation>Die Skripte in {folder} sind älter.</translation>
    </message>
    <message>
        <source>The scripts are in {folder}. Go on with step 2, in REAPER.</source>
        <translation>Die Skripte liegen in {folder}. Weiter mit Schritt 2, in REAPER.</translation>
    </message>
</context>
<context>
    <name>Recipe</name>
    <message>
        <source>What was asked</source>
        <translation>Was angefragt wurde</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Should not be heard</source>
        <translation>Soll nicht zu hören sein</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Sounds</source>
        <translation>Sounds</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>Kandidaten</translation>
    </message>
    <message>
        <source>Seed of the request</source>
        <translation>Seed der Anfrage</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Guidance</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwellwert</translation>
    </message>
    <message>
        <source>Under the threshold</source>
        <translation>Unter dem Schwellwert</translation>
    </message>
    <message>
        <source>Scored against</source>
        <translation>Bewertet nach</translation>
    </message>
    <message>
        <source>Kind of sound in the pack</source>
        <translation>Art von Sound im Pack</translation>
    </message>
    <message>
        <source>Between two earlier sounds</source>
        <translation>Zwischen zwei früheren Sounds</translation>
    </message>
    <message>
        <source>Less like an earlier sound</source>
        <translation>Weniger wie ein früherer Sound</translation>
    </message>
    <message>
        <source>Like an earlier sound</source>
        <translation>Wie ein früherer Sound</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Sound</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>Second sound</source>
        <translation>Zweiter Sound</translation>
    </message>
    <message>
        <source>Mix</source>
        <translation>Mischung</translation>
    </message>
    <message>
        <source>Timing and loudness</source>
        <translation>Timing und Lautheit</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>Follows its loudness</source>
        <translation>Folgt ihrer Lautheit</translation>
    </message>
    <message>
        <source>Correlation of both</source>
        <translation>Korrelation beider</translation>
    </message>
    <message>
        <source>SHA-256 of the recording</source>
        <translation>SHA-256 der Aufnahme</translation>
    </message>
    <message>
        <source>Made within a recording</source>
        <translation>In einer Aufnahme erzeugt</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>This sound</source>
        <translation>Dieser Sound</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>Rang</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Score</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>bestanden</translation>
    </message>
    <message>
        <source>under the threshold</source>
        <translation>unter dem Schwellwert</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Rate in Hz</source>
        <translation>Rate in Hz</translation>
    </message>
    <message>
        <source>Gain in dB</source>
        <translation>Verstärkung in dB</translation>
    </message>
    <message>
        <source>SHA-256 of the samples</source>
        <translation>SHA-256 der Samples</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>Pack</source>
        <translation>Pack</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>Adapter</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Commercial use</source>
        <translation>Kommerzielle Nutzung</translation>
    </message>
    <message>
        <source>Note on the licence</source>
        <translation>Hinweis zur Lizenz</translation>
    </message>
    <message>
        <source>Digest</source>
        <translation>Prüfsumme</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>Erzeugt von</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>Number format</source>
        <translation>Zahlenformat</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
</context>
<context>
    <name>RecipeWindow</name>
    <message>
        <source>Recipe of {name}</source>
        <translation>Rezept von {name}</translation>
    </message>
    <message>
        <source>Copy as JSON</source>
        <translation>Als JSON kopieren</translation>
    </message>
    <message>
        <source>Copy the recipe as JSON</source>
        <translation>Das Rezept als JSON kopieren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close the recipe</source>
        <translation>Das Rezept schließen</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>All that decides this sound. It lies inside the file, too.</source>
        <translation>Alles, was diesen Sound bestimmt. Es liegt auch in der Datei selbst.</translation>
    </message>
</context>
<context>
    <name>RecordingsModel</name>
    <message>
        <source>Recording</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfung</translation>
    </message>
</context>
<context>
    <name>RecordingsPage</name>
    <message>
        <source>Drop a folder of recordings here, sound files, a list (.csv) or a REAPER project (.RPP). Nothing in them is changed; what you type about them is kept in captions.csv beside them.</source>
        <translation>Einen Ordner mit Aufnahmen hierher ziehen, Sounddateien, eine Liste (.csv) oder ein REAPER-Projekt (.RPP). Daran wird nichts verändert; was hier dazu geschrieben wird, liegt daneben in captions.csv.</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Go on to the settings</source>
        <translation>Weiter zu den Einstellungen</translation>
    </message>
    <message>
        <source>The check was stopped. Check again to go on with these recordings.</source>
        <translation>Die Prüfung wurde angehalten. Erneut prüfen, um mit diesen Aufnahmen weiterzumachen.</translation>
    </message>
    <message>
        <source>Files that are no sounds: {count}.</source>
        <translation>Dateien, die keine Sounds sind: {count}.</translation>
    </message>
    <message>
        <source>None of these recordings can be used: the last column says why.</source>
        <translation>Keine dieser Aufnahmen ist verwendbar: Die letzte Spalte sagt, warum.</translation>
    </message>
    <message>
        <source>There is no sound file in it. Add a folder with WAV, FLAC, AIFF, OGG or MP3 files.</source>
        <translation>Darin ist keine Sounddatei. Einen Ordner mit WAV-, FLAC-, AIFF-, OGG- oder MP3-Dateien hinzufügen.</translation>
    </message>
</context>
<context>
    <name>RecordingsTable</name>
    <message>
        <source>Recordings</source>
        <translation>Aufnahmen</translation>
    </message>
    <message>
        <source>Space plays, Enter or F2 edits caption and category.</source>
        <translation>Leertaste spielt ab, Enter oder F2 bearbeitet Beschreibung und Kategorie.</translation>
    </message>
</context>
<context>
    <name>RemarksList</name>
    <message>
        <source>What a person should know about this training</source>
        <translation>Was man über dieses Training wissen sollte</translation>
    </message>
    <message>
        <source>Not used: {reason}</source>
        <translation>Nicht verwendet: {reason}</translation>
    </message>
    <message>
        <source>Step {step}: {text}</source>
        <translation>Schritt {step}: {text}</translation>
    </message>
</context>
<context>
    <name>Removing</name>
    <message>
        <source>The request is out of history, its files stay.</source>
        <translation>Die Anfrage ist aus dem Verlauf, ihre Dateien bleiben.</translation>
    </message>
    <message>
        <source>The request is out of history. Its files in the trash: {number}.</source>
        <translation>Die Anfrage ist aus dem Verlauf. Ihre Dateien im Papierkorb: {number}.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>RequestHeader</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancel (Esc)</source>
        <translation>Abbrechen (Esc)</translation>
    </message>
    <message>
        <source>Cancel this request</source>
        <translation>Diese Anfrage abbrechen</translation>
    </message>
    <message>
        <source>next</source>
        <translation>als Nächstes</translation>
    </message>
</context>
<context>
    <name>ResultPage</name>
    <message>
        <source>Before and after</source>
        <translation>Vorher und nachher</translation>
    </message>
    <message>
        <source>Listen blind</source>
        <translation>Blind anhören</translation>
    </message>
    <message>
        <source>Decide</source>
        <translation>Entscheiden</translation>
    </message>
    <message>
        <source>{method} on {pack}, {steps} steps (the best was {best}), recordings: {used}. Licence: {licence}. {path}</source>
        <translation>{method} auf {pack}, {steps} Schritte (am besten war {best}), Aufnahmen: {used}. Lizenz: {licence}. {path}</translation>
    </message>
    <message>
        <source>{used}, held out of them {count}</source>
        <translation>{used}, davon zurückgehalten {count}</translation>
    </message>
    <message>
        <source>{name} is in use with {pack} from now on.</source>
        <translation>{name} ist ab jetzt mit {pack} in Gebrauch.</translation>
    </message>
    <message>
        <source>{name} is kept and not in use.</source>
        <translation>{name} ist behalten und nicht in Gebrauch.</translation>
    </message>
    <message>
        <source>{name} was put aside.</source>
        <translation>{name} wurde beiseitegelegt.</translation>
    </message>
</context>
<context>
    <name>RunBar</name>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancel (Esc); what is made stays</source>
        <translation>Abbrechen (Esc); was fertig ist, bleibt</translation>
    </message>
</context>
<context>
    <name>RunningHead</name>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Cancel…</source>
        <translation>Abbrechen …</translation>
    </message>
    <message>
        <source>See the result</source>
        <translation>Ergebnis ansehen</translation>
    </message>
    <message>
        <source>Progress of the training</source>
        <translation>Fortschritt des Trainings</translation>
    </message>
    <message>
        <source>This training is not known any more.</source>
        <translation>Dieses Training ist nicht mehr bekannt.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Ends after the step that it is at. What it learnt so far stays in its folder.</source>
        <translation>Endet nach dem laufenden Schritt. Was bisher gelernt wurde, bleibt im Ordner.</translation>
    </message>
    <message>
        <source>Complete. {how}</source>
        <translation>Fertig. {how}</translation>
    </message>
    <message>
        <source>Step {step} of {steps}. {how}</source>
        <translation>Schritt {step} von {steps}. {how}</translation>
    </message>
    <message>
        <source>Not begun yet. {how}</source>
        <translation>Noch nicht begonnen. {how}</translation>
    </message>
    <message>
        <source>{stage}, step {step} of {steps}</source>
        <translation>{stage}, Schritt {step} von {steps}</translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>noch etwa {time}</translation>
    </message>
</context>
<context>
    <name>RunningPage</name>
    <message>
        <source>Keep training</source>
        <translation>Weiter trainieren</translation>
    </message>
    <message>
        <source>End it</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Nothing yet: recordings that are not used, notes and measurements.</source>
        <translation>Noch nichts: nicht verwendete Aufnahmen, Hinweise und Messungen.</translation>
    </message>
    <message>
        <source>Losses</source>
        <translation>Losses</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>Samples appear here as they are made; without prompts there are none.</source>
        <translation>Hörproben erscheinen hier, sobald sie erzeugt sind; ohne Prompts gibt es keine.</translation>
    </message>
    <message>
        <source>Hear it learn</source>
        <translation>Beim Lernen zuhören</translation>
    </message>
    <message>
        <source>End this training? What it learnt so far stays in its folder, but no adapter is made and it cannot be gone on with. To go on later, pause it.</source>
        <translation>Dieses Training beenden? Was bisher gelernt wurde, bleibt in seinem Ordner, aber es entsteht kein Adapter, und es lässt sich nicht fortsetzen. Um später weiterzumachen: Pause.</translation>
    </message>
</context>
<context>
    <name>SampleGrid</name>
    <message>
        <source>Samples by prompt and step</source>
        <translation>Hörproben nach Prompt und Schritt</translation>
    </message>
    <message>
        <source>Space plays a sample.</source>
        <translation>Leertaste spielt eine Hörprobe ab.</translation>
    </message>
    <message>
        <source>{prompt}, after {step} steps</source>
        <translation>{prompt}, nach {step} Schritten</translation>
    </message>
</context>
<context>
    <name>SaveBar</name>
    <message>
        <source>Show it</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Revert</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Sichern</translation>
    </message>
    <message>
        <source>Back to what is saved</source>
        <translation>Zurück zum gesicherten Stand</translation>
    </message>
    <message>
        <source>Save (Ctrl+S)</source>
        <translation>Sichern (Strg+S)</translation>
    </message>
    <message>
        <source>Changed: {count}.</source>
        <translation>Geändert: {count}.</translation>
    </message>
    <message>
        <source>It holds when the daemon, which was started outside this window, is started anew there.</source>
        <translation>Es gilt, sobald der Daemon, der außerhalb dieses Fensters gestartet wurde, dort neu gestartet wird.</translation>
    </message>
    <message>
        <source>Saving starts the daemon anew; what is in its queue goes on afterwards.</source>
        <translation>Sichern startet den Daemon neu; was in seiner Warteschlange ist, geht danach weiter.</translation>
    </message>
</context>
<context>
    <name>ScoreView</name>
    <message>
        <source>no score</source>
        <translation>kein Score</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>bestanden</translation>
    </message>
    <message>
        <source>under the threshold</source>
        <translation>unter dem Schwellwert</translation>
    </message>
</context>
<context>
    <name>SearchPage</name>
    <message>
        <source>Search in</source>
        <translation>Suchen in</translation>
    </message>
    <message>
        <source>All folders</source>
        <translation>Alle Ordner</translation>
    </message>
    <message>
        <source>Your own recordings beside what is made: add the folders in which they lie, then search them by words or by a sound. Nothing is ever written into them.</source>
        <translation>Ihre eigenen Aufnahmen neben dem, was gemacht wird: Fügen Sie die Ordner hinzu, in denen sie liegen, und suchen Sie dann mit Wörtern oder mit einem Sound. Geschrieben wird in sie nie.</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>The model wakes, to understand what is looked for: some seconds.</source>
        <translation>Das Modell wacht auf, um zu verstehen, was gesucht wird: einige Sekunden.</translation>
    </message>
    <message>
        <source>The model is at work: it answers between two steps.</source>
        <translation>Das Modell arbeitet: Es antwortet zwischen zwei Schritten.</translation>
    </message>
    <message>
        <source>Write what it should sound like, or drop a sound of the library here. The best are shown first.</source>
        <translation>Schreiben Sie, wie es klingen soll, oder legen Sie einen Sound der Bibliothek hierher. Die besten stehen vorn.</translation>
    </message>
    <message>
        <source>{pack} listens.</source>
        <translation>Es hört {pack}.</translation>
    </message>
    <message>
        <source>What should it sound like?</source>
        <translation>Wie soll es klingen?</translation>
    </message>
    <message>
        <source>Search the library</source>
        <translation>Bibliothek durchsuchen</translation>
    </message>
</context>
<context>
    <name>SendTo</name>
    <message>
        <source>Sent to {host}.</source>
        <translation>An {host} geschickt.</translation>
    </message>
    <message>
        <source>{host} went before it took the sound. It gets it when it is back within ten minutes.</source>
        <translation>{host} war fort, bevor der Sound ankam. Er kommt an, wenn der Host binnen zehn Minuten wieder da ist.</translation>
    </message>
    <message>
        <source>{host} has the sound on its timeline.</source>
        <translation>{host} hat den Sound in einer Spur.</translation>
    </message>
    <message>
        <source>No host that takes sounds is connected</source>
        <translation>Kein Host, der Sounds annimmt, ist verbunden</translation>
    </message>
</context>
<context>
    <name>Sending</name>
    <message>
        <source>No host that takes sounds is connected: drag the sound, or connect a host.</source>
        <translation>Kein Host, der Sounds annimmt, ist verbunden: den Sound hinüberziehen oder einen Host verbinden.</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
</context>
<context>
    <name>SetBar</name>
    <message>
        <source>Watch this folder</source>
        <translation>Ordner beobachten</translation>
    </message>
    <message>
        <source>New takes join the table as soon as they are complete</source>
        <translation>Neue Takes kommen in die Tabelle, sobald sie vollständig sind</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Take all recordings out</source>
        <translation>Alle Aufnahmen herausnehmen</translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>It must be {rule}.</source>
        <translation>Möglich ist {rule}.</translation>
    </message>
    <message>
        <source>{setting}: back to the default</source>
        <translation>{setting}: zurück zur Vorgabe</translation>
    </message>
    <message>
        <source>Default: {value}</source>
        <translation>Vorgabe: {value}</translation>
    </message>
</context>
<context>
    <name>SettingWords</name>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>What makes the sounds, and where it computes.</source>
        <translation>Was die Sounds erzeugt und wo gerechnet wird.</translation>
    </message>
    <message>
        <source>Sounds and files</source>
        <translation>Sounds und Dateien</translation>
    </message>
    <message>
        <source>Where takes are kept, at which rate, and what their names say.</source>
        <translation>Wo Takes liegen, in welcher Rate, und was ihre Namen sagen.</translation>
    </message>
    <message>
        <source>Network and ports</source>
        <translation>Netzwerk und Ports</translation>
    </message>
    <message>
        <source>How hosts reach Foley Bridge. Nothing here is open to other machines at first.</source>
        <translation>Wie Hosts Foley Bridge erreichen. Nichts hiervon ist anfangs für andere Rechner offen.</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>When the model leaves its memory to your other programs.</source>
        <translation>Wann das Modell seinen Speicher anderen Programmen überlässt.</translation>
    </message>
    <message>
        <source>Sound device</source>
        <translation>Audiogerät</translation>
    </message>
    <message>
        <source>How takes are listened to in these windows.</source>
        <translation>Wie Takes in diesen Fenstern abgehört werden.</translation>
    </message>
    <message>
        <source>Window and tray</source>
        <translation>Fenster und Infobereich</translation>
    </message>
    <message>
        <source>How Foley Bridge looks and when it is there.</source>
        <translation>Wie Foley Bridge aussieht und wann es da ist.</translation>
    </message>
    <message>
        <source>Log and history</source>
        <translation>Protokoll und Verlauf</translation>
    </message>
    <message>
        <source>What is noted and remembered, and for how long.</source>
        <translation>Was notiert und behalten wird, und wie lange.</translation>
    </message>
    <message>
        <source>Pack</source>
        <translation>Pack</translation>
    </message>
    <message>
        <source>Compute on</source>
        <translation>Rechnen auf</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Large packs</source>
        <translation>Große Packs</translation>
    </message>
    <message>
        <source>CPU threads</source>
        <translation>CPU-Threads</translation>
    </message>
    <message>
        <source>Step back for other programs</source>
        <translation>Vorrang für andere Programme</translation>
    </message>
    <message>
        <source>Give memory back after</source>
        <translation>Speicher freigeben nach</translation>
    </message>
    <message>
        <source>Start the model anew after</source>
        <translation>Modell neu starten nach</translation>
    </message>
    <message>
        <source>UDP port</source>
        <translation>UDP-Port</translation>
    </message>
    <message>
        <source>Requests as files</source>
        <translation>Anfragen als Dateien</translation>
    </message>
    <message>
        <source>TCP port</source>
        <translation>TCP-Port</translation>
    </message>
    <message>
        <source>TCP address</source>
        <translation>TCP-Adresse</translation>
    </message>
    <message>
        <source>Model hub</source>
        <translation>Modell-Hub</translation>
    </message>
    <message>
        <source>Folder for sounds</source>
        <translation>Ordner für Sounds</translation>
    </message>
    <message>
        <source>Output rate</source>
        <translation>Ausgaberate</translation>
    </message>
    <message>
        <source>Creator in file names</source>
        <translation>Creator in Dateinamen</translation>
    </message>
    <message>
        <source>Source in file names</source>
        <translation>Source in Dateinamen</translation>
    </message>
    <message>
        <source>Noted in the log</source>
        <translation>Im Protokoll notiert</translation>
    </message>
    <message>
        <source>Size of a log file</source>
        <translation>Größe einer Protokolldatei</translation>
    </message>
    <message>
        <source>Remember requests for</source>
        <translation>Anfragen behalten für</translation>
    </message>
    <message>
        <source>Requests remembered at most</source>
        <translation>Anfragen, die höchstens behalten werden</translation>
    </message>
    <message>
        <source>Sound output</source>
        <translation>Audioausgabe</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Lautstärke</translation>
    </message>
    <message>
        <source>Start when I log in</source>
        <translation>Beim Anmelden starten</translation>
    </message>
    <message>
        <source>Closing keeps it in the tray</source>
        <translation>Schließen lässt es im Infobereich</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>Hell oder dunkel</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>32 bit (float32)</source>
        <translation>32 Bit (float32)</translation>
    </message>
    <message>
        <source>16 bit (bfloat16)</source>
        <translation>16 Bit (bfloat16)</translation>
    </message>
    <message>
        <source>16 bit (float16)</source>
        <translation>16 Bit (float16)</translation>
    </message>
    <message>
        <source>As the memory needs it</source>
        <translation>Wie es der Speicher verlangt</translation>
    </message>
    <message>
        <source>In memory as a whole</source>
        <translation>Im Ganzen im Speicher</translation>
    </message>
    <message>
        <source>One part at a time</source>
        <translation>Ein Teil nach dem anderen</translation>
    </message>
    <message>
        <source>One layer at a time, slowest</source>
        <translation>Eine Schicht nach der anderen, am langsamsten</translation>
    </message>
    <message>
        <source>Everything, for finding a fault</source>
        <translation>Alles, um einen Fehler zu finden</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>Was geschieht</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Errors only</source>
        <translation>Nur Fehler</translation>
    </message>
    <message>
        <source>As your desktop</source>
        <translation>Wie der Desktop</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <source>Hz</source>
        <translation>Hz</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>Byte</translation>
    </message>
    <message>
        <source>%</source>
        <translation>%</translation>
    </message>
    <message>
        <source>days</source>
        <translation>Tage</translation>
    </message>
    <message>
        <source>On</source>
        <translation>An</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>The pack that makes the sounds, unless a request names one.</source>
        <translation>Das Pack, das die Sounds erzeugt, wenn eine Anfrage keines nennt.</translation>
    </message>
    <message>
        <source>the name of a built-in pack, or the whole path of a pack&apos;s folder (~ is your home)</source>
        <translation>der Name eines mitgelieferten Packs oder der ganze Pfad eines Pack-Ordners (~ ist der Heimatordner)</translation>
    </message>
    <message>
        <source>Where the model computes; auto takes the best that is there.</source>
        <translation>Wo das Modell rechnet; auto nimmt das beste vorhandene Gerät.</translation>
    </message>
    <message>
        <source>one of &quot;auto&quot;, &quot;cpu&quot;, &quot;mps&quot;, &quot;cuda&quot;, or one GPU, as &quot;cuda:1&quot;</source>
        <translation>„auto“, „cpu“, „mps“, „cuda“ oder eine bestimmte GPU, etwa „cuda:1“</translation>
    </message>
    <message>
        <source>The numbers it computes in; auto takes bfloat16 where the hardware is made for it.</source>
        <translation>Die Zahlen, mit denen es rechnet; Automatisch nimmt bfloat16, wo die Hardware dafür gemacht ist.</translation>
    </message>
    <message>
        <source>one of &quot;auto&quot;, &quot;float32&quot;, &quot;bfloat16&quot;, &quot;float16&quot;</source>
        <translation>„auto“, „float32“, „bfloat16“ oder „float16“</translation>
    </message>
    <message>
        <source>What of a large pack comes to the device only when it is used: nothing, its parts one after the other, or each layer by itself, which needs the least memory and is slowest. auto takes the first that fits.</source>
        <translation>Was von einem großen Pack erst dann auf das Gerät kommt, wenn es gebraucht wird: nichts, seine Teile nacheinander oder jede Schicht für sich, was am wenigsten Speicher braucht und am langsamsten ist. Automatisch nimmt das erste, das passt.</translation>
    </message>
    <message>
        <source>one of &quot;auto&quot;, &quot;none&quot;, &quot;parts&quot;, &quot;layers&quot;</source>
        <translation>„auto“, „none“, „parts“ oder „layers“</translation>
    </message>
    <message>
        <source>CPU threads of the model; 0 takes every core. It runs at a lower priority (nice), so they stay yours when you need them.</source>
        <translation>CPU-Threads des Modells; 0 nimmt jeden Kern. Es läuft mit niedrigerer Priorität (nice), sodass die Kerne frei sind, wenn sie gebraucht werden.</translation>
    </message>
    <message>
        <source>a whole number from 0 to 1024</source>
        <translation>eine ganze Zahl von 0 bis 1024</translation>
    </message>
    <message>
        <source>every core</source>
        <translation>jeder Kern</translation>
    </message>
    <message>
        <source>How far the model steps back for other programs; 0 is not at all.</source>
        <translation>Wie weit das Modell hinter anderen Programmen zurücktritt; 0 ist gar nicht.</translation>
    </message>
    <message>
        <source>a whole number from 0 to 19</source>
        <translation>eine ganze Zahl von 0 bis 19</translation>
    </message>
    <message>
        <source>Seconds without work after which the model&apos;s memory is given back.</source>
        <translation>Sekunden ohne Arbeit, nach denen der Speicher des Modells freigegeben wird.</translation>
    </message>
    <message>
        <source>a whole number from 5 to 86400</source>
        <translation>eine ganze Zahl von 5 bis 86400</translation>
    </message>
    <message>
        <source>Seconds without a sign of life after which the model is started anew.</source>
        <translation>Sekunden ohne Lebenszeichen, nach denen das Modell neu gestartet wird.</translation>
    </message>
    <message>
        <source>a whole number from 10 to 3600</source>
        <translation>eine ganze Zahl von 10 bis 3600</translation>
    </message>
    <message>
        <source>The UDP port, on this machine only; hosts find it in the session file.</source>
        <translation>Der UDP-Port, nur auf diesem Rechner; Hosts finden ihn in der Sitzungsdatei.</translation>
    </message>
    <message>
        <source>a port from 1024 to 65535, or 0: any that is free</source>
        <translation>ein Port von 1024 bis 65535, oder 0: irgendein freier</translation>
    </message>
    <message>
        <source>any that is free</source>
        <translation>irgendein freier</translation>
    </message>
    <message>
        <source>Whether requests are also taken as files, from hosts that have no sockets.</source>
        <translation>Ob Anfragen auch als Dateien angenommen werden, von Hosts ohne Sockets.</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>an oder aus</translation>
    </message>
    <message>
        <source>The TCP port for hosts on other machines; each message needs the token.</source>
        <translation>Der TCP-Port für Hosts auf anderen Rechnern; jede Nachricht braucht das Token.</translation>
    </message>
    <message>
        <source>a port from 1024 to 65535, or 0: no TCP</source>
        <translation>ein Port von 1024 bis 65535, oder 0: kein TCP</translation>
    </message>
    <message>
        <source>no TCP</source>
        <translation>kein TCP</translation>
    </message>
    <message>
        <source>The address that TCP listens on. Other machines reach it only when theirs is named here (&quot;0.0.0.0&quot; is every network): do that in networks you trust, for what is sent is not encrypted.</source>
        <translation>Die Adresse, auf der TCP lauscht. Andere Rechner erreichen sie nur, wenn hier die Adresse in ihrem Netz steht („0.0.0.0“ ist jedes Netz): nur in vertrauenswürdigen Netzen, denn verschlüsselt wird nicht.</translation>
    </message>
    <message>
        <source>an address of this machine in numbers, as &quot;127.0.0.1&quot;</source>
        <translation>eine Adresse dieses Rechners in Zahlen, etwa „127.0.0.1“</translation>
    </message>
    <message>
        <source>The model hub, or a mirror of it. Only foley-bridge packs install NAME asks it; nothing else ever does.</source>
        <translation>Der Modell-Hub oder ein Spiegel davon. Nur foley-bridge packs install NAME fragt ihn, sonst nie etwas.</translation>
    </message>
    <message>
        <source>an address that begins with https://</source>
        <translation>eine Adresse, die mit https:// beginnt</translation>
    </message>
    <message>
        <source>Where sounds go when a host names no folder.</source>
        <translation>Wohin Sounds kommen, wenn ein Host keinen Ordner nennt.</translation>
    </message>
    <message>
        <source>the whole path of a folder (~ is your home), or &quot;&quot;: Foley Bridge in your music folder</source>
        <translation>der ganze Pfad eines Ordners (~ ist der Heimatordner), oder leer: Foley Bridge im Musikordner</translation>
    </message>
    <message>
        <source>Foley Bridge in your music folder</source>
        <translation>Foley Bridge im Musikordner</translation>
    </message>
    <message>
        <source>The sample rate when a host names none.</source>
        <translation>Die Abtastrate, wenn ein Host keine nennt.</translation>
    </message>
    <message>
        <source>a whole number from 8000 to 192000</source>
        <translation>eine ganze Zahl von 8000 bis 192000</translation>
    </message>
    <message>
        <source>CreatorID in the files&apos; names (UCS): who made them.</source>
        <translation>CreatorID in den Dateinamen (UCS): von wem sie sind.</translation>
    </message>
    <message>
        <source>1 to 16 letters or digits</source>
        <translation>eine Folge von 1 bis 16 Buchstaben oder Ziffern</translation>
    </message>
    <message>
        <source>SourceID in the files&apos; names (UCS): the project or library they are for.</source>
        <translation>SourceID in den Dateinamen (UCS): für welches Projekt oder welche Library sie sind.</translation>
    </message>
    <message>
        <source>The least that is noted.</source>
        <translation>Die niedrigste Stufe, die notiert wird.</translation>
    </message>
    <message>
        <source>one of &quot;debug&quot;, &quot;info&quot;, &quot;warning&quot;, &quot;error&quot;</source>
        <translation>„debug“, „info“, „warning“ oder „error“</translation>
    </message>
    <message>
        <source>The size of one log file; there are three at most.</source>
        <translation>Die Größe einer Protokolldatei; es gibt höchstens drei.</translation>
    </message>
    <message>
        <source>a whole number from 10000 to 100000000</source>
        <translation>eine ganze Zahl von 10000 bis 100000000</translation>
    </message>
    <message>
        <source>Days after which a request that is done is forgotten. Files stay.</source>
        <translation>Tage, nach denen eine fertige Anfrage vergessen wird. Dateien bleiben.</translation>
    </message>
    <message>
        <source>a whole number from 1 to 3650</source>
        <translation>eine ganze Zahl von 1 bis 3650</translation>
    </message>
    <message>
        <source>How many requests are remembered at most.</source>
        <translation>Wie viele Anfragen höchstens behalten werden.</translation>
    </message>
    <message>
        <source>a whole number from 100 to 1000000</source>
        <translation>eine ganze Zahl von 100 bis 1000000</translation>
    </message>
    <message>
        <source>The sound output that takes are listened to with.</source>
        <translation>Die Audioausgabe, über die Takes abgehört werden.</translation>
    </message>
    <message>
        <source>the name of a sound output, at most 200 characters, or &quot;&quot;: the one that your system plays to</source>
        <translation>der Name einer Audioausgabe, höchstens 200 Zeichen, oder leer: die Standardausgabe des Systems</translation>
    </message>
    <message>
        <source>the one that your system plays to</source>
        <translation>die Standardausgabe des Systems</translation>
    </message>
    <message>
        <source>How loud takes are played; 100 leaves them as they are.</source>
        <translation>Wie laut Takes abgespielt werden; 100 lässt sie, wie sie sind.</translation>
    </message>
    <message>
        <source>a whole number from 0 to 100</source>
        <translation>eine ganze Zahl von 0 bis 100</translation>
    </message>
    <message>
        <source>Whether Foley Bridge starts, out of sight, when you log in.</source>
        <translation>Ob Foley Bridge beim Anmelden unsichtbar mitstartet.</translation>
    </message>
    <message>
        <source>Whether closing the window leaves Foley Bridge at work in the tray; hosts reach it then as before.</source>
        <translation>Ob Foley Bridge nach dem Schließen des Fensters im Infobereich weiterarbeitet; Hosts erreichen es dann wie zuvor.</translation>
    </message>
    <message>
        <source>Light or dark; system follows your desktop.</source>
        <translation>Hell oder dunkel, oder wie der Desktop.</translation>
    </message>
    <message>
        <source>one of &quot;system&quot;, &quot;light&quot;, &quot;dark&quot;</source>
        <translation>„system“, „light“ oder „dark“</translation>
    </message>
    <message>
        <source>The language of the windows, where a translation is there; English otherwise.</source>
        <translation>Die Sprache der Fenster, wo eine Übersetzung da ist; sonst Englisch.</translation>
    </message>
    <message>
        <source>a language as &quot;en&quot; or &quot;pt_BR&quot;, or &quot;system&quot;</source>
        <translation>eine Sprache, etwa „de“ oder „pt_BR“, oder „system“</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>No setting holds these words.</source>
        <translation>Keine Einstellung enthält diese Wörter.</translation>
    </message>
    <message>
        <source>Groups of settings</source>
        <translation>Gruppen von Einstellungen</translation>
    </message>
    <message>
        <source>Name of the adapter</source>
        <translation>Name des Adapters</translation>
    </message>
    <message>
        <source>Its folder beside the recordings is called so, too</source>
        <translation>So heißt auch sein Ordner neben den Aufnahmen</translation>
    </message>
    <message>
        <source>Latent CLAP loss</source>
        <translation>Latent-CLAP-Loss</translation>
    </message>
    <message>
        <source>Prompts to hear on the way, one a line</source>
        <translation>Prompts zum Mithören, einer je Zeile</translation>
    </message>
    <message>
        <source>Compares what is learnt with your recordings by ear, not only number by number. A little slower a step.</source>
        <translation>Vergleicht das Gelernte nach Gehör mit den Aufnahmen, nicht nur Zahl für Zahl. Jeder Schritt dauert etwas länger.</translation>
    </message>
    <message>
        <source>Made again and again while it learns, from the same noise, so that you hear the change: up to {count}.</source>
        <translation>Werden während des Lernens immer wieder erzeugt, aus demselben Rauschen, damit die Veränderung zu hören ist: bis zu {count}.</translation>
    </message>
    <message>
        <source>What moves</source>
        <translation>Was sich bewegt</translation>
    </message>
    <message>
        <source>How long</source>
        <translation>Wie lange</translation>
    </message>
    <message>
        <source>Prompts to hear on the way</source>
        <translation>Prompts zum Mithören</translation>
    </message>
    <message>
        <source>Licence of the adapter</source>
        <translation>Lizenz des Adapters</translation>
    </message>
    <message>
        <source>Back to the recordings</source>
        <translation>Zurück zu den Aufnahmen</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>Training starten</translation>
    </message>
</context>
<context>
    <name>SettingsPanel</name>
    <message>
        <source>Open the file</source>
        <translation>Datei öffnen</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Wird gesichert …</translation>
    </message>
    <message>
        <source>Saved. The daemon starts anew…</source>
        <translation>Gesichert. Der Daemon startet neu …</translation>
    </message>
    <message>
        <source>Saved, but not in force yet. {error}</source>
        <translation>Gesichert, gilt aber noch nicht. {error}</translation>
    </message>
    <message>
        <source>Start the daemon anew</source>
        <translation>Daemon neu starten</translation>
    </message>
    <message>
        <source>The daemon starts anew…</source>
        <translation>Der Daemon startet neu …</translation>
    </message>
    <message>
        <source>Saved, and in force: {settings}.</source>
        <translation>Gesichert und in Kraft: {settings}.</translation>
    </message>
    <message>
        <source>Your settings file was written in a way that cannot be changed line by line, so it was written anew. The old one, with your comments, is {file}.</source>
        <translation>Die Einstellungsdatei war so geschrieben, dass sie sich nicht Zeile für Zeile ändern ließ; sie wurde neu geschrieben. Die alte, mit den Kommentaren, ist {file}.</translation>
    </message>
    <message>
        <source>Open the old file</source>
        <translation>Alte Datei öffnen</translation>
    </message>
    <message>
        <source>Not saved. {error}</source>
        <translation>Nicht gesichert. {error}</translation>
    </message>
    <message>
        <source>The settings file was changed. The daemon goes by it when it is started anew.</source>
        <translation>Die Einstellungsdatei wurde geändert. Der Daemon richtet sich danach, wenn er neu gestartet wird.</translation>
    </message>
    <message>
        <source>The defaults hold. The file with the mistake is kept as {file}.</source>
        <translation>Die Vorgaben gelten. Die Datei mit dem Fehler liegt als {file} bereit.</translation>
    </message>
    <message>
        <source>The settings file is fine now.</source>
        <translation>Die Einstellungsdatei ist jetzt in Ordnung.</translation>
    </message>
    <message>
        <source>There is no settings file yet: the first save makes it.</source>
        <translation>Es gibt noch keine Einstellungsdatei: Das erste Sichern legt sie an.</translation>
    </message>
    <message>
        <source>Search in all settings</source>
        <translation>In allen Einstellungen suchen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>All of them are in {file}.</source>
        <translation>Alle stehen in {file}.</translation>
    </message>
</context>
<context>
    <name>SettingsRow</name>
    <message>
        <source>How many sounds</source>
        <translation>Wie viele Sounds</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Sounds</source>
        <translation>Sounds</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>Pack</source>
        <translation>Pack</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>Adapter</translation>
    </message>
</context>
<context>
    <name>ShortcutsOverlay</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>Tastatur</translation>
    </message>
</context>
<context>
    <name>SideBar</name>
    <message>
        <source>Panels</source>
        <translation>Bereiche</translation>
    </message>
</context>
<context>
    <name>Sound</name>
    <message>
        <source>silent</source>
        <translation>still</translation>
    </message>
    <message>
        <source>{number} LUFS</source>
        <translation>{number} LUFS</translation>
    </message>
    <message>
        <source>{number} dBTP</source>
        <translation>{number} dBTP</translation>
    </message>
    <message>
        <source>{number} s</source>
        <translation>{number} s</translation>
    </message>
    <message>
        <source>peak {level}</source>
        <translation>Spitze {level}</translation>
    </message>
    <message>
        <source>Drop one sound file: these are {number}.</source>
        <translation>Legen Sie eine Sounddatei ab: dies sind {number}.</translation>
    </message>
    <message>
        <source>{address} is not a file of this machine: save it first, then drop the file.</source>
        <translation>{address} ist keine Datei dieses Rechners: sichern Sie sie erst, und legen Sie dann die Datei ab.</translation>
    </message>
    <message>
        <source>{name} is a folder: drop one sound file.</source>
        <translation>{name} ist ein Ordner: legen Sie eine Sounddatei ab.</translation>
    </message>
    <message>
        <source>Sounds</source>
        <translation>Sounds</translation>
    </message>
</context>
<context>
    <name>SoundDoings</name>
    <message>
        <source>{path} is not there just now.</source>
        <translation>{path} ist gerade nicht da.</translation>
    </message>
    <message>
        <source>Play two sounds: then this switches between them.</source>
        <translation>Zwei Sounds abspielen: Dann schaltet dies zwischen ihnen um.</translation>
    </message>
    <message>
        <source>The path is on the clipboard.</source>
        <translation>Der Pfad ist in der Zwischenablage.</translation>
    </message>
    <message>
        <source>The file is on the clipboard.</source>
        <translation>Die Datei ist in der Zwischenablage.</translation>
    </message>
</context>
<context>
    <name>Sounds</name>
    <message>
        <source>Next take</source>
        <translation>Nächster Take</translation>
    </message>
    <message>
        <source>next take</source>
        <translation>nächster Take</translation>
    </message>
    <message>
        <source>Find similar</source>
        <translation>Ähnliches suchen</translation>
    </message>
    <message>
        <source>find similar</source>
        <translation>Ähnliches</translation>
    </message>
</context>
<context>
    <name>SpotOptions</name>
    <message>
        <source>Only markers and regions whose name holds this</source>
        <translation>Nur Marker und Regionen, in deren Namen dies steht</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>Only these MIDI notes, such as 36, 38</source>
        <translation>Nur diese MIDI-Noten, etwa 36, 38</translation>
    </message>
    <message>
        <source>Leave weaker events out, 0 to 1</source>
        <translation>Schwächere Ereignisse weglassen, 0 bis 1</translation>
    </message>
    <message>
        <source> dB</source>
        <translation> dB</translation>
    </message>
    <message>
        <source>From the strongest event to the weakest</source>
        <translation>Vom stärksten Ereignis bis zum schwächsten</translation>
    </message>
    <message>
        <source>How much loudness and pitch vary, as when a person does it again</source>
        <translation>Wie sehr Lautstärke und Tonhöhe schwanken, wie wenn es ein Mensch noch einmal macht</translation>
    </message>
    <message>
        <source>Takes that the hits are drawn from</source>
        <translation>Takes, aus denen die Schläge kommen</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>All in one file</source>
        <translation>Alles in einer Datei</translation>
    </message>
    <message>
        <source>Beside the items, a sound file with every hit in its place</source>
        <translation>Neben den Items eine Sounddatei mit jedem Schlag an seinem Platz</translation>
    </message>
    <message>
        <source>Into</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern …</translation>
    </message>
    <message>
        <source>Folder for the hits</source>
        <translation>Ordner für die Schläge</translation>
    </message>
    <message>
        <source>Choose where the hits go</source>
        <translation>Wählen, wohin die Schläge kommen</translation>
    </message>
    <message>
        <source>a folder that is named by what should be heard</source>
        <translation>ein Ordner, der heißt wie das, was zu hören sein soll</translation>
    </message>
    <message>
        <source>Markers named</source>
        <translation>Marker mit Namen</translation>
    </message>
    <message>
        <source>MIDI notes</source>
        <translation>MIDI-Noten</translation>
    </message>
    <message>
        <source>Weakest event</source>
        <translation>Schwächstes</translation>
    </message>
    <message>
        <source>Loudness range</source>
        <translation>Lautheitsspanne</translation>
    </message>
    <message>
        <source>Human</source>
        <translation>Mensch</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>Takes</translation>
    </message>
    <message>
        <source>Length of a take</source>
        <translation>Länge je Take</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Stem</source>
        <translation>Stem</translation>
    </message>
</context>
<context>
    <name>SpotPage</name>
    <message>
        <source>Drop a guide here: a recording of the steps or hits, a MIDI file, a REAPER project with markers, or a list of times. Every event gets a hit of its own, none twice in a row.</source>
        <translation>Legen Sie eine Vorlage hierher: eine Aufnahme der Schritte oder Schläge, eine MIDI-Datei, ein REAPER-Projekt mit Markern oder eine Liste von Zeiten. Jedes Ereignis bekommt einen eigenen Schlag, keinen zweimal hintereinander.</translation>
    </message>
    <message>
        <source>Open a guide…</source>
        <translation>Vorlage öffnen …</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Öffnen …</translation>
    </message>
    <message>
        <source>Open another guide</source>
        <translation>Eine andere Vorlage öffnen</translation>
    </message>
    <message>
        <source>heavy boots on gravel</source>
        <translation>heavy boots on gravel</translation>
    </message>
    <message>
        <source>What should be heard at each event</source>
        <translation>Was bei jedem Ereignis zu hören sein soll</translation>
    </message>
    <message>
        <source>Open project</source>
        <translation>Projekt öffnen</translation>
    </message>
    <message>
        <source>In REAPER: each event is an item, T changes its take</source>
        <translation>In REAPER: Jedes Ereignis ist ein Item, T wechselt seinen Take</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Asked for …</source>
        <translation>Angefragt …</translation>
    </message>
    <message>
        <source>Stopping …</source>
        <translation>Wird angehalten …</translation>
    </message>
    <message>
        <source>Write what should be heard at each event, such as “heavy boots on gravel”.</source>
        <translation>Schreiben Sie, was bei jedem Ereignis zu hören sein soll, etwa „heavy boots on gravel“.</translation>
    </message>
    <message>
        <source>The daemon is not there yet: try again.</source>
        <translation>Der Daemon ist noch nicht da: Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Looking for the events …</source>
        <translation>Sucht die Ereignisse …</translation>
    </message>
    <message>
        <source>Events: {count}, from {first} to {last}</source>
        <translation>Ereignisse: {count}, von {first} bis {last}</translation>
    </message>
    <message>
        <source>Hits in the takes: {hits}, dealt out to {events} events</source>
        <translation>Schläge in den Takes: {hits}, verteilt auf {events} Ereignisse</translation>
    </message>
    <message>
        <source>Every event has its hit.</source>
        <translation>Jedes Ereignis hat seinen Schlag.</translation>
    </message>
    <message>
        <source>Put a hit to every event</source>
        <translation>Jedem Ereignis einen Schlag</translation>
    </message>
    <message>
        <source>Recordings, MIDI, projects and lists</source>
        <translation>Aufnahmen, MIDI, Projekte und Listen</translation>
    </message>
    <message>
        <source>What should be heard</source>
        <translation>Was zu hören sein soll</translation>
    </message>
</context>
<context>
    <name>SpottedTable</name>
    <message>
        <source>What came of it</source>
        <translation>Was daraus wurde</translation>
    </message>
</context>
<context>
    <name>StatusStrip</name>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
</context>
<context>
    <name>StepBar</name>
    <message>
        <source>Recordings</source>
        <translation>Aufnahmen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
</context>
<context>
    <name>SwitchEditor</name>
    <message>
        <source>On</source>
        <translation>An</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
</context>
<context>
    <name>Switches</name>
    <message>
        <source>Play the best</source>
        <translation>Besten abspielen</translation>
    </message>
    <message>
        <source>Play the best sound of a request as soon as it is done</source>
        <translation>Den besten Sound einer Anfrage abspielen, sobald sie fertig ist</translation>
    </message>
</context>
<context>
    <name>TakeCard</name>
    <message>
        <source>No favourite any more (F)</source>
        <translation>Kein Favorit mehr (F)</translation>
    </message>
    <message>
        <source>Favourite (F)</source>
        <translation>Favorit (F)</translation>
    </message>
    <message>
        <source>Stop (Space)</source>
        <translation>Stopp (Leertaste)</translation>
    </message>
    <message>
        <source>Play (Space)</source>
        <translation>Abspielen (Leertaste)</translation>
    </message>
    <message>
        <source>Drag it into another program</source>
        <translation>In ein anderes Programm ziehen</translation>
    </message>
    <message>
        <source>The file is not there any more.</source>
        <translation>Die Datei ist nicht mehr da.</translation>
    </message>
    <message>
        <source>on a timeline</source>
        <translation>in einer Spur</translation>
    </message>
    <message>
        <source>your recording</source>
        <translation>Ihre Aufnahme</translation>
    </message>
    <message>
        <source>From your library, under the same score; the file stays as it is</source>
        <translation>Aus Ihrer Bibliothek, nach demselben Score; die Datei bleibt, wie sie ist</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>Send to a host (Enter or S)</source>
        <translation>An einen Host schicken (Enter oder S)</translation>
    </message>
    <message>
        <source>More like this (V)</source>
        <translation>Mehr wie dieser (V)</translation>
    </message>
    <message>
        <source>All that can be done with it</source>
        <translation>Alles, was damit möglich ist</translation>
    </message>
    <message>
        <source>from {time}</source>
        <translation>ab {time}</translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation>Seed {seed}</translation>
    </message>
    <message>
        <source>Sound {rank}</source>
        <translation>Sound {rank}</translation>
    </message>
</context>
<context>
    <name>TakeList</name>
    <message>
        <source>Sounds</source>
        <translation>Sounds</translation>
    </message>
</context>
<context>
    <name>TakeView</name>
    <message>
        <source>Sound {name}</source>
        <translation>Sound {name}</translation>
    </message>
    <message>
        <source>No sound</source>
        <translation>Kein Sound</translation>
    </message>
</context>
<context>
    <name>Takes</name>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Play or stop</source>
        <translation>Abspielen oder Stopp</translation>
    </message>
    <message>
        <source>play</source>
        <translation>abspielen</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>Loop</translation>
    </message>
    <message>
        <source>loop</source>
        <translation>Loop</translation>
    </message>
    <message>
        <source>Compare the last two</source>
        <translation>Die letzten beiden vergleichen</translation>
    </message>
    <message>
        <source>A/B</source>
        <translation>A/B</translation>
    </message>
    <message>
        <source>Equally loud</source>
        <translation>Gleich laut</translation>
    </message>
    <message>
        <source>loudness</source>
        <translation>Lautheit</translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>Send to a host</source>
        <translation>An einen Host schicken</translation>
    </message>
    <message>
        <source>send</source>
        <translation>schicken</translation>
    </message>
    <message>
        <source>More like this …</source>
        <translation>Mehr wie dieser …</translation>
    </message>
    <message>
        <source>more like it</source>
        <translation>mehr davon</translation>
    </message>
    <message>
        <source>Less like this …</source>
        <translation>Weniger wie dies …</translation>
    </message>
    <message>
        <source>Between two …</source>
        <translation>Zwischen zweien …</translation>
    </message>
    <message>
        <source>Use as guide</source>
        <translation>Als Vorlage nehmen</translation>
    </message>
    <message>
        <source>as guide</source>
        <translation>als Vorlage</translation>
    </message>
    <message>
        <source>Fill or continue …</source>
        <translation>Füllen oder fortsetzen …</translation>
    </message>
    <message>
        <source>fill</source>
        <translation>füllen</translation>
    </message>
    <message>
        <source>Similar in my library</source>
        <translation>Ähnliches in meiner Bibliothek</translation>
    </message>
    <message>
        <source>Again with a new seed</source>
        <translation>Noch einmal mit neuem Seed</translation>
    </message>
    <message>
        <source>again</source>
        <translation>noch mal</translation>
    </message>
    <message>
        <source>The same again, exactly</source>
        <translation>Genau dasselbe noch einmal</translation>
    </message>
    <message>
        <source>Export variants …</source>
        <translation>Varianten exportieren …</translation>
    </message>
    <message>
        <source>export</source>
        <translation>exportieren</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>Pfad kopieren</translation>
    </message>
    <message>
        <source>copy path</source>
        <translation>Pfad kopieren</translation>
    </message>
    <message>
        <source>Copy file</source>
        <translation>Datei kopieren</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>In den Papierkorb</translation>
    </message>
    <message>
        <source>trash</source>
        <translation>Papierkorb</translation>
    </message>
    <message>
        <source>choose</source>
        <translation>wählen</translation>
    </message>
    <message>
        <source>route {category}: {pack}</source>
        <translation>Route {category}: {pack}</translation>
    </message>
    <message>
        <source>sounds: {made} of {count}</source>
        <translation>Sounds: {made} von {count}</translation>
    </message>
    <message>
        <source>between two earlier sounds, {mix} of the second</source>
        <translation>zwischen zwei früheren Sounds, {mix} vom zweiten</translation>
    </message>
    <message>
        <source>less like an earlier sound, by {amount}</source>
        <translation>weniger wie ein früherer Sound, um {amount}</translation>
    </message>
    <message>
        <source>like an earlier sound, {amount} away</source>
        <translation>wie ein früherer Sound, Abstand {amount}</translation>
    </message>
    <message>
        <source>in the timing of {name}, {strength} away from its sound</source>
        <translation>im Timing von {name}, {strength} weg von ihrem Sound</translation>
    </message>
    <message>
        <source>{name} continued by {length}</source>
        <translation>{name}, um {length} fortgesetzt</translation>
    </message>
    <message>
        <source>{name} from {start} to {end} made anew</source>
        <translation>{name}, von {start} bis {end} neu erzeugt</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>in the making</source>
        <translation>in Arbeit</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>loading the pack</source>
        <translation>Pack wird geladen</translation>
    </message>
    <message>
        <source>reading the prompt</source>
        <translation>Prompt wird gelesen</translation>
    </message>
    <message>
        <source>going back to the source</source>
        <translation>zurück zur Vorlage</translation>
    </message>
    <message>
        <source>shaping the sound</source>
        <translation>Klang wird geformt</translation>
    </message>
    <message>
        <source>making it audible</source>
        <translation>wird hörbar gemacht</translation>
    </message>
    <message>
        <source>listening and ranking</source>
        <translation>anhören und ordnen</translation>
    </message>
    <message>
        <source>writing the files</source>
        <translation>Dateien werden geschrieben</translation>
    </message>
    <message>
        <source>checking the recordings</source>
        <translation>Aufnahmen werden geprüft</translation>
    </message>
    <message>
        <source>preparing the recordings</source>
        <translation>Aufnahmen werden vorbereitet</translation>
    </message>
    <message>
        <source>learning</source>
        <translation>lernt</translation>
    </message>
    <message>
        <source>measuring</source>
        <translation>misst</translation>
    </message>
    <message>
        <source>beginning</source>
        <translation>beginnt</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
    <message>
        <source>{number} %</source>
        <translation>{number} %</translation>
    </message>
    <message>
        <source>{number} s</source>
        <translation>{number} s</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} min {seconds} s</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} h {minutes} min</translation>
    </message>
    <message>
        <source>Open log</source>
        <translation>Protokoll öffnen</translation>
    </message>
    <message>
        <source>Open packs</source>
        <translation>Packs öffnen</translation>
    </message>
    <message>
        <source>Open settings</source>
        <translation>Einstellungen öffnen</translation>
    </message>
    <message>
        <source>Open doctor</source>
        <translation>Diagnose öffnen</translation>
    </message>
    <message>
        <source>Change what the sentence names, and ask again.</source>
        <translation>Ändern, was der Satz nennt, und noch einmal anfragen.</translation>
    </message>
    <message>
        <source>Say it in fewer words, and ask again.</source>
        <translation>Mit weniger Wörtern sagen und noch einmal anfragen.</translation>
    </message>
    <message>
        <source>Wait until some of the waiting requests are done, then ask again.</source>
        <translation>Warten, bis einige der wartenden Anfragen fertig sind, dann noch einmal anfragen.</translation>
    </message>
    <message>
        <source>Choose another pack, or put this one back.</source>
        <translation>Ein anderes Pack wählen oder dieses zurücklegen.</translation>
    </message>
    <message>
        <source>Ask for it in another way, or with another pack.</source>
        <translation>Anders anfragen oder mit einem anderen Pack.</translation>
    </message>
    <message>
        <source>Choose another folder under Advanced, or in the settings.</source>
        <translation>Einen anderen Ordner wählen, unter Erweitert oder in den Einstellungen.</translation>
    </message>
    <message>
        <source>Free some space, or choose a folder on another disk; then ask again.</source>
        <translation>Platz schaffen oder einen Ordner auf einem anderen Datenträger wählen; dann noch einmal anfragen.</translation>
    </message>
    <message>
        <source>Close other programs, ask for shorter sounds, or choose a smaller pack.</source>
        <translation>Andere Programme schließen, kürzere Sounds anfragen oder ein kleineres Pack wählen.</translation>
    </message>
    <message>
        <source>Ask again. Should it happen again, the doctor tells what is wrong with this machine.</source>
        <translation>Noch einmal anfragen. Geschieht es wieder, sagt die Diagnose, was an diesem Rechner nicht stimmt.</translation>
    </message>
    <message>
        <source>Ask again whenever you like: R with a new seed, Shift+R the same.</source>
        <translation>Jederzeit noch einmal anfragen: R mit neuem Seed, Umschalt+R genauso.</translation>
    </message>
    <message>
        <source>The daemon does not know it any more: ask again.</source>
        <translation>Der Daemon kennt es nicht mehr: noch einmal anfragen.</translation>
    </message>
    <message>
        <source>Lower the threshold under Advanced, or let what is under it be marked, not dropped.</source>
        <translation>Den Schwellwert unter Erweitert senken oder, was darunter liegt, markieren statt verwerfen lassen.</translation>
    </message>
    <message>
        <source>It is started again by itself: ask again in a moment. The log says more.</source>
        <translation>Er startet von selbst neu: gleich noch einmal anfragen. Mehr steht im Protokoll.</translation>
    </message>
    <message>
        <source>Put the settings right, or start from the defaults; then ask again.</source>
        <translation>Die Einstellungen berichtigen oder mit den Vorgaben beginnen; dann noch einmal anfragen.</translation>
    </message>
    <message>
        <source>Ask again. The log says more about what happened.</source>
        <translation>Noch einmal anfragen. Was geschah, steht im Protokoll.</translation>
    </message>
    <message>
        <source>Ask again. The log says more.</source>
        <translation>Noch einmal anfragen. Mehr steht im Protokoll.</translation>
    </message>
</context>
<context>
    <name>TakesView</name>
    <message>
        <source>Drop it here to fill a part of it, or to continue it</source>
        <translation>Hier ablegen, um einen Teil zu füllen oder sie fortzusetzen</translation>
    </message>
    <message>
        <source>That is a recording of your own: it stays as it is. Copy or drag it, or use it as guide.</source>
        <translation>Das ist Ihre eigene Aufnahme: Sie bleibt, wie sie ist. Kopieren oder ziehen Sie sie, oder nehmen Sie sie als Vorlage.</translation>
    </message>
    <message>
        <source>Play two sounds: then this switches between them.</source>
        <translation>Zwei Sounds abspielen: Dann schaltet dies zwischen ihnen um.</translation>
    </message>
    <message>
        <source>The file is not there any more.</source>
        <translation>Die Datei ist nicht mehr da.</translation>
    </message>
    <message>
        <source>Open library</source>
        <translation>Bibliothek öffnen</translation>
    </message>
    <message>
        <source>Your library holds no recordings yet: add the folders in which they lie.</source>
        <translation>Ihre Bibliothek enthält noch keine Aufnahmen: Fügen Sie die Ordner hinzu, in denen sie liegen.</translation>
    </message>
    <message>
        <source>Next in line</source>
        <translation>Als Nächstes an der Reihe</translation>
    </message>
    <message>
        <source>Waits; requests before it: {number}</source>
        <translation>Wartet; Anfragen davor: {number}</translation>
    </message>
    <message>
        <source>The model begins</source>
        <translation>Das Modell beginnt</translation>
    </message>
</context>
<context>
    <name>TrainingPanel</name>
    <message>
        <source>All trainings</source>
        <translation>Alle Trainings</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
</context>
<context>
    <name>TrainingWords</name>
    <message>
        <source>Loading the pack</source>
        <translation>Pack wird geladen</translation>
    </message>
    <message>
        <source>Looking into the recordings</source>
        <translation>Aufnahmen werden geprüft</translation>
    </message>
    <message>
        <source>Encoding the recordings, once</source>
        <translation>Aufnahmen werden einmalig kodiert</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Making sounds that were asked for meanwhile</source>
        <translation>Zwischendurch angefragte Sounds entstehen</translation>
    </message>
    <message>
        <source>Measuring against the held-out recordings</source>
        <translation>Messung an den zurückgehaltenen Aufnahmen</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>In Arbeit</translation>
    </message>
    <message>
        <source>waits for its turn</source>
        <translation>wartet, bis es dran ist</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>ended early</source>
        <translation>vorzeitig beendet</translation>
    </message>
    <message>
        <source>Tuning layer</source>
        <translation>Tuning-Schicht</translation>
    </message>
    <message>
        <source>LoRA</source>
        <translation>LoRA</translation>
    </message>
    <message>
        <source>Whole denoiser</source>
        <translation>Ganzer Denoiser</translation>
    </message>
    <message>
        <source>Codec, then all</source>
        <translation>Codec, dann alles</translation>
    </message>
    <message>
        <source>{count} hours</source>
        <translation>{count} h</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>angenommen</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>verworfen</translation>
    </message>
    <message>
        <source>kept, not in use</source>
        <translation>behalten, nicht in Gebrauch</translation>
    </message>
    <message>
        <source>done, to be decided</source>
        <translation>fertig, zu entscheiden</translation>
    </message>
    <message>
        <source>{count} s</source>
        <translation>{count} s</translation>
    </message>
    <message>
        <source>{count} minutes</source>
        <translation>{count} min</translation>
    </message>
</context>
<context>
    <name>TrayMenu</name>
    <message>
        <source>Generate again</source>
        <translation>Noch einmal erzeugen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Pause the training</source>
        <translation>Training pausieren</translation>
    </message>
    <message>
        <source>Start with the session</source>
        <translation>Start mit der Sitzung</translation>
    </message>
    <message>
        <source>Resume training “{name}”</source>
        <translation>Training „{name}“ fortsetzen</translation>
    </message>
    <message>
        <source>Pause training “{name}”</source>
        <translation>Training „{name}“ pausieren</translation>
    </message>
    <message>
        <source>Making “{prompt}”</source>
        <translation>„{prompt}“ entsteht</translation>
    </message>
    <message>
        <source>Training “{name}”</source>
        <translation>Training „{name}“</translation>
    </message>
    <message>
        <source>Nothing is being made</source>
        <translation>Gerade entsteht nichts</translation>
    </message>
    <message>
        <source>Open Foley Bridge</source>
        <translation>Foley Bridge öffnen</translation>
    </message>
    <message>
        <source>Copy token</source>
        <translation>Token kopieren</translation>
    </message>
    <message>
        <source>Sounds folder</source>
        <translation>Ordner mit Sounds</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
</context>
<context>
    <name>TrayMessages</name>
    <message>
        <source>Foley Bridge</source>
        <translation>Foley Bridge</translation>
    </message>
</context>
<context>
    <name>TrialView</name>
    <message>
        <source>Test the connection</source>
        <translation>Verbindung testen</translation>
    </message>
    <message>
        <source>Test the connection to the daemon</source>
        <translation>Die Verbindung zum Daemon testen</translation>
    </message>
    <message>
        <source>Messages are on their way…</source>
        <translation>Nachrichten sind unterwegs …</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>Export it again as WAV or FLAC.</source>
        <translation>Neu als WAV oder FLAC exportieren.</translation>
    </message>
    <message>
        <source>Put the file back, or take its line out of the list.</source>
        <translation>Die Datei zurücklegen oder ihre Zeile aus der Liste nehmen.</translation>
    </message>
    <message>
        <source>Nothing to do, unless you want it: change it in the project.</source>
        <translation>Nichts zu tun; wird sie doch gebraucht, im Projekt ändern.</translation>
    </message>
    <message>
        <source>Can be used</source>
        <translation>Verwendbar</translation>
    </message>
    <message>
        <source>typed</source>
        <translation>getippt</translation>
    </message>
    <message>
        <source>iXML in the file</source>
        <translation>iXML</translation>
    </message>
    <message>
        <source>bext in the file</source>
        <translation>bext</translation>
    </message>
    <message>
        <source>the item&apos;s notes</source>
        <translation>Item-Notiz</translation>
    </message>
    <message>
        <source>the take&apos;s name</source>
        <translation>Take-Name</translation>
    </message>
    <message>
        <source>UCS file name</source>
        <translation>UCS-Name</translation>
    </message>
    <message>
        <source>folder name</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Type a caption.</source>
        <translation>Eine Beschreibung eintippen.</translation>
    </message>
    <message>
        <source>Type a shorter caption, in words.</source>
        <translation>Eine kürzere Beschreibung eintippen, in Worten.</translation>
    </message>
    <message>
        <source>Leave it out, or check its level and phase.</source>
        <translation>Weglassen oder Pegel und Phase prüfen.</translation>
    </message>
    <message>
        <source>Take a longer piece.</source>
        <translation>Ein längeres Stück nehmen.</translation>
    </message>
    <message>
        <source>Cut it, or give pieces of it.</source>
        <translation>Schneiden oder Stücke davon angeben.</translation>
    </message>
    <message>
        <source>Take one that is not clipped: nothing gives back what was cut off.</source>
        <translation>Eine nehmen, die nicht übersteuert ist: Was abgeschnitten wurde, kommt nicht zurück.</translation>
    </message>
    <message>
        <source>Nothing to do: the other one is used.</source>
        <translation>Nichts zu tun: Die andere wird verwendet.</translation>
    </message>
    <message>
        <source>Mix it down to stereo or mono.</source>
        <translation>Auf Stereo oder Mono heruntermischen.</translation>
    </message>
    <message>
        <source>Convert it to 48 kHz.</source>
        <translation>In 48 kHz umwandeln.</translation>
    </message>
    <message>
        <source>Correct its start and end.</source>
        <translation>Anfang und Ende berichtigen.</translation>
    </message>
    <message>
        <source>Correct that line.</source>
        <translation>Diese Zeile berichtigen.</translation>
    </message>
    <message>
        <source>Copy it to this machine.</source>
        <translation>Auf diesen Rechner kopieren.</translation>
    </message>
    <message>
        <source>Rename it to use it.</source>
        <translation>Umbenennen, um sie zu verwenden.</translation>
    </message>
    <message>
        <source>Add that folder itself.</source>
        <translation>Jenen Ordner selbst hinzufügen.</translation>
    </message>
    <message>
        <source>Check again.</source>
        <translation>Erneut prüfen.</translation>
    </message>
    <message>
        <source>to learn from</source>
        <translation>zum Lernen</translation>
    </message>
    <message>
        <source>held out</source>
        <translation>zum Messen</translation>
    </message>
    <message>
        <source>{usable} of {all} can be used, {minutes} minutes</source>
        <translation>{usable} von {all} verwendbar, {minutes} Minuten</translation>
    </message>
    <message>
        <source>held out: {count}</source>
        <translation>zurückgehalten: {count}</translation>
    </message>
    <message>
        <source>captions missing: {count}</source>
        <translation>fehlende Beschreibungen: {count}</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Generate</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>To picture</source>
        <translation>Zum Bild</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Packs</source>
        <translation>Packs</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>The panel before, the panel after</source>
        <translation>Bereich davor, Bereich danach</translation>
    </message>
    <message>
        <source>Close the newest notice</source>
        <translation>Neueste Meldung schließen</translation>
    </message>
    <message>
        <source>Undo: bring back from the trash, or into history</source>
        <translation>Rückgängig: aus dem Papierkorb oder in den Verlauf zurückholen</translation>
    </message>
    <message>
        <source>This overview</source>
        <translation>Diese Übersicht</translation>
    </message>
    <message>
        <source>Close the window; in the tray Foley Bridge goes on</source>
        <translation>Fenster schließen; im Infobereich läuft Foley Bridge weiter</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <source>Loading the pack</source>
        <translation>Pack wird geladen</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>At work</source>
        <translation>Bei der Arbeit</translation>
    </message>
    <message>
        <source>Asleep until asked</source>
        <translation>Ruht bis zur Anfrage</translation>
    </message>
    <message>
        <source>“{prompt}”</source>
        <translation>„{prompt}“</translation>
    </message>
    <message>
        <source>Training “{name}”</source>
        <translation>Training „{name}“</translation>
    </message>
    <message>
        <source>Training “{name}” is paused</source>
        <translation>Training „{name}“ pausiert</translation>
    </message>
    <message>
        <source>{percent} · {time} left</source>
        <translation>{percent} · noch {time}</translation>
    </message>
    <message>
        <source>Waiting: {count}</source>
        <translation>Wartend: {count}</translation>
    </message>
    <message>
        <source>{number} MB</source>
        <translation>{number} MB</translation>
    </message>
    <message>
        <source>{number} GB</source>
        <translation>{number} GB</translation>
    </message>
    <message>
        <source>Device: automatic</source>
        <translation>Gerät: automatisch</translation>
    </message>
    <message>
        <source>Foley Bridge</source>
        <translation>Foley Bridge</translation>
    </message>
    <message>
        <source>Making “{prompt}” · {percent}</source>
        <translation>„{prompt}“ entsteht · {percent}</translation>
    </message>
</context>
<context>
    <name>Work</name>
    <message>
        <source>Something went wrong that should not: {error}. The log says more; please send it to us.</source>
        <translation>Etwas ist unerwartet schiefgegangen: {error}. Mehr steht im Protokoll; bitte einsenden.</translation>
    </message>
</context>
<context>
    <name>_Area</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
</context>
<context>
    <name>_Cells</name>
    <message>
        <source>Caption</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
</context>
<context>
    <name>_StepButton</name>
    <message>
        <source>Step {number}: {title}</source>
        <translation>Schritt {number}: {title}</translation>
    </message>
</context>
<context>
    <name>_Table</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>What moved</source>
        <translation>Was bewegt wurde</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>Gemessen</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>Trainings</translation>
    </message>
</context>
</TS>
