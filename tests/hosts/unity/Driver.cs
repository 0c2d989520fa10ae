// Sits at the fake editor's screen: golden FILE checks the codec, window PROJECT obeys commands from its input.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading;
using FoleyBridge;
using FoleyBridge.Fake;
using UnityEditor;

static class Driver
{
    const double Patience = 60;

    static int Main(string[] arguments)
    {
        return arguments[0] == "golden" ? Golden(arguments[1]) : Window(arguments[1]);
    }

    static int Golden(string file)
    {
        var content = (Dictionary<string, object>)Json.Parse(File.ReadAllText(file));
        int wrong = 0;
        foreach (Dictionary<string, object> one in Cases(content, "messages"))
        {
            OscMessage message = MessageOf(one);
            if (Hex(OscCodec.Encode(message)) != (string)one["hex"]) wrong += Say("encodes otherwise", one);
            List<OscMessage> read = OscCodec.Decode(Bytes(one));
            if (read.Count != 1 || !Same(read[0], message)) wrong += Say("decodes otherwise", one);
        }
        foreach (Dictionary<string, object> one in Cases(content, "packets"))
        {
            List<OscMessage> wanted = Cases(one, "messages").Select(MessageOf).ToList(), read = OscCodec.Decode(Bytes(one));
            if (read.Count != wanted.Count || read.Where((it, i) => !Same(it, wanted[i])).Any())
                wrong += Say("decodes otherwise", one);
        }
        foreach (Dictionary<string, object> one in Cases(content, "broken"))
            if (!Refuses(() => OscCodec.Decode(Bytes(one)))) wrong += Say("is taken", one);
        foreach (Dictionary<string, object> one in Cases(content, "unsendable"))
            if (!Refuses(() => OscCodec.Encode(MessageOf(one)))) wrong += Say("is sent", one);
        Console.WriteLine("{0} messages, {1} packets, {2} broken, {3} unsendable, {4} wrong",
            Cases(content, "messages").Count(), Cases(content, "packets").Count(), Cases(content, "broken").Count(),
            Cases(content, "unsendable").Count(), wrong);
        return wrong == 0 ? 0 : 1;
    }

    static IEnumerable<Dictionary<string, object>> Cases(Dictionary<string, object> of, string name)
    {
        return ((List<object>)of[name]).Cast<Dictionary<string, object>>();
    }

    static OscMessage MessageOf(Dictionary<string, object> one)
    {
        var arguments = ((List<object>)one["arguments"]).Cast<List<object>>().Select(pair => Argument((string)pair[0], pair[1]));
        return new OscMessage((string)one["address"], arguments.ToArray());
    }

    // A number that no int holds stays long, which the codec must refuse.
    static object Argument(string tag, object value)
    {
        if (tag == "f") return Convert.ToSingle(value);
        return tag == "i" && (long)value == (int)(long)value ? (int)(long)value : value;
    }

    static bool Same(OscMessage one, OscMessage other)
    {
        return one.Address == other.Address && one.Arguments.SequenceEqual(other.Arguments);
    }

    static bool Refuses(Action action)
    {
        try
        {
            action();
            return false;
        }
        catch (OscException)
        {
            return true;
        }
    }

    static byte[] Bytes(Dictionary<string, object> one)
    {
        string hex = (string)one["hex"];
        return Enumerable.Range(0, hex.Length / 2).Select(i => Convert.ToByte(hex.Substring(2 * i, 2), 16)).ToArray();
    }

    static string Hex(byte[] bytes)
    {
        return string.Concat(bytes.Select(one => one.ToString("x2")));
    }

    static int Say(string what, Dictionary<string, object> one)
    {
        Console.WriteLine(one["name"] + " " + what);
        return 1;
    }

    static int Window(string project)
    {
        Editor.Assets = Path.Combine(project, "Assets");
        Directory.CreateDirectory(Editor.Assets);
        foreach (Type type in typeof(FoleyWindow).Assembly.GetTypes())
            if (type.GetCustomAttribute<InitializeOnLoadAttribute>() != null)
                RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        string line;
        while ((line = Console.ReadLine()) != null) Obey(line.Split('\t'));
        return 0;
    }

    static void Obey(string[] words)
    {
        switch (words[0])
        {
            case "show": FoleyWindow.Open(); break;
            case "close": ((EditorWindow)Editor.Window).Call("OnDisable"); Editor.Window = null; break;
            case "type": FoleyBridge.Fake.Screen.Typed[words[1]] = words[2]; break;
            case "press": FoleyBridge.Fake.Screen.Press = words[1]; break;
            case "reload": AssemblyReloadEvents.Reload(); break;
            case "quit": EditorApplication.Quit(); break;
            case "until": Answer(Until(words[1])); return;
            case "said": Answer("ok", Editor.Said); return;
        }
        Frame();
        string trouble = FoleyBridge.Fake.Screen.Press == null ? "ok" : "no such button: " + words[1];
        FoleyBridge.Fake.Screen.Press = null;
        Frame(); // shows what the first one did
        Answer(trouble);
    }

    // One frame more than the text needs, so that what was drawn is what now is.
    static string Until(string text)
    {
        for (double end = Editor.Seconds + Patience; Editor.Seconds < end; Thread.Sleep(10))
        {
            Frame();
            if (text == "nothing to do" ? !FoleyHost.Client.Busy : FoleyBridge.Fake.Screen.Lines.Any(one => one.Contains(text)))
                return "ok";
        }
        return "never seen: " + text;
    }

    static void Frame()
    {
        if (EditorApplication.update != null) EditorApplication.update();
        var window = (EditorWindow)Editor.Window;
        if (window != null) FoleyBridge.Fake.Screen.Draw(() => window.Call("OnGUI"));
    }

    static void Answer(string result)
    {
        Answer(result, FoleyBridge.Fake.Screen.Lines);
    }

    static void Answer(string result, List<string> lines)
    {
        Console.WriteLine(Json.Write(new Dictionary<string, object>
        {
            { "result", result }, { "lines", lines.Cast<object>().ToList() },
        }).Replace("\n", ""));
        Console.Out.Flush();
    }
}
