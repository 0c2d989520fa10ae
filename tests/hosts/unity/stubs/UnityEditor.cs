// What the plug-in uses of UnityEditor, with the signatures that Unity documents; the rest is not there on purpose.
using System;
using System.IO;
using System.Reflection;
using FoleyBridge.Fake;
using UnityEngine;

[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Driver")]

namespace UnityEditor
{
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class InitializeOnLoadAttribute : Attribute { }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class MenuItem : Attribute
    {
        public MenuItem(string itemName) { }
    }

    public static class EditorApplication
    {
        public delegate void CallbackFunction();

        public static CallbackFunction update;
        public static event Action quitting;

        public static double timeSinceStartup
        {
            get { return Editor.Seconds; }
        }

        internal static void Quit()
        {
            if (quitting != null) quitting();
        }
    }

    public static class AssemblyReloadEvents
    {
        public delegate void AssemblyReloadCallback();

        public static event AssemblyReloadCallback beforeAssemblyReload;

        internal static void Reload()
        {
            if (beforeAssemblyReload != null) beforeAssemblyReload();
        }
    }

    public enum ImportAssetOptions
    {
        Default = 0,
    }

    public static class AssetDatabase
    {
        public static void ImportAsset(string path, ImportAssetOptions options = ImportAssetOptions.Default)
        {
            string file = Path.Combine(Path.GetDirectoryName(Editor.Assets), path);
            if (!path.StartsWith("Assets/") || path.Contains("\\") || path.Contains("//") || !File.Exists(file))
                throw new ArgumentException("Unity finds no asset at " + path);
            Editor.Say("import " + path);
        }
    }

    public class AssetImporter : UnityEngine.Object { }

    public sealed class AudioImporter : AssetImporter { }

    // Not published; what is known of it is what plug-ins find by reflection.
    internal static class AudioUtil
    {
        public static void PlayPreviewClip(AudioClip clip, int startSample, bool loop)
        {
            Editor.Say("play " + clip.name + " " + clip.samples + " " + clip.frequency);
        }

        public static void StopAllPreviewClips() { }
    }

    public static class EditorUtility
    {
        public static void OpenWithDefaultApp(string fileName)
        {
            Editor.Say("open " + fileName);
        }
    }

    public class EditorWindow : ScriptableObject
    {
        public static T GetWindow<T>(string title) where T : EditorWindow
        {
            var window = Activator.CreateInstance<T>();
            window.Call("OnEnable");
            Editor.Window = window;
            return window;
        }

        public void Show() { }

        public void Repaint() { }

        internal void Call(string method)
        {
            GetType().GetMethod(method, BindingFlags.Instance | BindingFlags.NonPublic).Invoke(this, new object[0]);
        }
    }

    public enum MessageType
    {
        None,
        Info,
        Warning,
        Error,
    }

    public static class EditorGUI
    {
        public static void ProgressBar(Rect position, float value, string text)
        {
            if (!(value >= 0 && value <= 1)) throw new ArgumentException("progress " + value);
        }

        public struct DisabledScope : IDisposable
        {
            readonly bool before;

            public DisabledScope(bool disabled)
            {
                before = FoleyBridge.Fake.Screen.Disabled;
                FoleyBridge.Fake.Screen.Disabled |= disabled;
            }

            public void Dispose()
            {
                FoleyBridge.Fake.Screen.Disabled = before;
            }
        }
    }

    public static class EditorGUILayout
    {
        public static string TextField(string label, string text, params GUILayoutOption[] options)
        {
            return FoleyBridge.Fake.Screen.Field(label, text);
        }

        public static float Slider(string label, float value, float leftValue, float rightValue,
            params GUILayoutOption[] options)
        {
            float typed = float.Parse(FoleyBridge.Fake.Screen.Field(label, value.ToString("R")));
            return Math.Max(leftValue, Math.Min(rightValue, typed));
        }

        public static int IntSlider(string label, int value, int leftValue, int rightValue,
            params GUILayoutOption[] options)
        {
            int typed = int.Parse(FoleyBridge.Fake.Screen.Field(label, value.ToString()));
            return Math.Max(leftValue, Math.Min(rightValue, typed));
        }

        public static void LabelField(string label, string label2, params GUILayoutOption[] options)
        {
            FoleyBridge.Fake.Screen.Label(label + " | " + label2);
        }

        public static void HelpBox(string message, MessageType type)
        {
            FoleyBridge.Fake.Screen.Label(type + ": " + message);
        }

        public static Vector2 BeginScrollView(Vector2 scrollPosition, params GUILayoutOption[] options)
        {
            FoleyBridge.Fake.Screen.Begin("scroll");
            return scrollPosition;
        }

        public static void EndScrollView()
        {
            FoleyBridge.Fake.Screen.End("scroll");
        }

        public static Rect GetControlRect(params GUILayoutOption[] options)
        {
            FoleyBridge.Fake.Screen.Label("bar");
            return new Rect();
        }
    }
}
