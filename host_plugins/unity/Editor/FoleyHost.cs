using System.IO;
using UnityEditor;
using UnityEngine;

namespace FoleyBridge
{
    /// <summary>Keeps the client alive in the editor: polled in its update, ended before a domain reload, and found
    /// again after it with all requests that were open.</summary>
    [InitializeOnLoad]
    public static class FoleyHost
    {
        static FoleyHost()
        {
            string project = Path.GetDirectoryName(Application.dataPath);
            Client = new FoleyClient(
                new DaemonLink(Session.FilePath(), "Unity"),
                new RequestStore(Path.Combine(project, "Library", "FoleyBridge", "requests.json")),
                new VariantFolder(Application.dataPath, file => AssetDatabase.ImportAsset(AssetPath(file))));
            EditorApplication.update += Update;
            AssemblyReloadEvents.beforeAssemblyReload += Close;
            EditorApplication.quitting += Close;
        }

        public static FoleyClient Client { get; private set; }

        /// <summary>How many windows want to know whether the daemon is there.</summary>
        public static int Windows { get; set; }

        /// <summary>The name that Unity gives to a file under Assets.</summary>
        public static string AssetPath(string file)
        {
            string relative = Path.GetFullPath(file).Substring(Path.GetFullPath(Application.dataPath).Length);
            return "Assets" + relative.Replace('\\', '/');
        }

        static void Update()
        {
            // Who never asked for anything pays nothing.
            if (Windows > 0 || Client.Busy) Client.Poll(EditorApplication.timeSinceStartup);
        }

        static void Close()
        {
            EditorApplication.update -= Update;
            Client.Dispose();
        }
    }
}
