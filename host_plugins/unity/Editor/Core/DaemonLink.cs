using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;

namespace FoleyBridge
{
    /// <summary>How well the daemon is known.</summary>
    public enum LinkState
    {
        Absent,
        Greeting, // it was asked for its proof
        Ready, // it has shown its proof, so it may see the token
    }

    /// <summary>Finds the daemon, has it prove itself, and carries messages over UDP; never waits.</summary>
    public sealed class DaemonLink : IDisposable
    {
        public const string NotRunning = "Foley Bridge is not running. Start it with: foley-bridge serve";

        const int NonceBytes = 128; // as digits longer than any welcome, which a stranger's hello must be
        const int MostAtOnce = 64; // packets a poll
        const int MostBytes = 8192; // of a packet, as the daemon takes it
        const double LookAgain = 1; // seconds between looks at the session file
        const double HelloAgain = 0.5;
        const double HelloPatience = 2;
        const double SilencePatience = 30; // while something is asked

        readonly string sessionFile;
        readonly string client;
        Session session;
        UdpClient socket;
        string nonce;
        double nextLook, nextHello, greetedAt, heardAt;

        public DaemonLink(string sessionFile, string client)
        {
            this.sessionFile = sessionFile;
            this.client = client;
        }

        public LinkState State { get; private set; }

        /// <summary>For a person, where there is something to say.</summary>
        public string Trouble { get; private set; } = "";

        /// <summary>How often a daemon was found: what was sent to an earlier one may be lost.</summary>
        public int Generation { get; private set; }

        /// <summary>Look for the daemon, greet it, and give what it said; `waiting` where an answer is owed.</summary>
        public List<OscMessage> Poll(double now, bool waiting)
        {
            if (now >= nextLook) Look(now);
            var inbox = new List<OscMessage>();
            for (int i = 0; i < MostAtOnce && Receive(now, inbox); i++) { }
            if (State == LinkState.Greeting) Judge(inbox.Find(one => one.Address == "/foley/welcome"));
            if (State == LinkState.Greeting) Greet(now);
            if (State != LinkState.Ready) inbox.Clear(); // a stranger's words
            if (!waiting) heardAt = now;
            if (State == LinkState.Ready && now - heardAt > SilencePatience) Restart(now);
            return inbox;
        }

        /// <summary>Send a message with the token to a daemon that proved itself; what is lost is sent again later.
        /// An OscException where it can never be sent.</summary>
        public void Send(OscMessage message)
        {
            if (State != LinkState.Ready) return;
            var arguments = new List<object>(message.Arguments) { "token", session.Token };
            byte[] packet = OscCodec.Encode(new OscMessage(message.Address, arguments.ToArray()));
            if (packet.Length > MostBytes) throw new OscException("The prompt is too long.");
            SendBytes(packet);
        }

        public void Dispose()
        {
            Close();
        }

        void Look(double now)
        {
            nextLook = now + LookAgain;
            Session found = Session.Read(sessionFile);
            if (found == null)
            {
                Close();
                Trouble = NotRunning;
            }
            else if (!found.Same(session))
            {
                session = found;
                Restart(now);
            }
        }

        void Restart(double now)
        {
            Session wanted = session;
            Close();
            session = wanted;
            try
            {
                socket = new UdpClient(AddressFamily.InterNetwork);
                socket.Connect(IPAddress.Loopback, session.Port); // from here on only this port is heard
            }
            catch (SocketException error)
            {
                Close(); // the next look tries again
                Trouble = "No way to Foley Bridge: " + error.Message;
                return;
            }
            State = LinkState.Greeting;
            nonce = Session.RandomHex(NonceBytes);
            greetedAt = heardAt = now;
            nextHello = now;
        }

        void Greet(double now)
        {
            if (now - greetedAt > HelloPatience)
            {
                Trouble = NotRunning; // the file of one that was killed
                greetedAt = now;
            }
            if (now < nextHello) return;
            nextHello = now + HelloAgain;
            SendBytes(OscCodec.Encode(new OscMessage("/foley/hello", Session.RandomHex(16), 1, client, nonce)));
        }

        void Judge(OscMessage welcome)
        {
            if (welcome == null) return;
            if (welcome.Arguments.Count > 3 && session.IsProof(nonce, welcome.Arguments[3] as string ?? ""))
            {
                State = LinkState.Ready;
                Trouble = "";
                Generation++;
                return;
            }
            Trouble = "Something else than Foley Bridge answers at UDP port " + session.Port
                + ": stop it, and start Foley Bridge again.";
            Forget();
        }

        // Whether a packet came; what is no OSC is passed over.
        bool Receive(double now, List<OscMessage> into)
        {
            try
            {
                if (socket == null || !socket.Client.Poll(0, SelectMode.SelectRead)) return false;
                IPEndPoint from = null;
                byte[] packet = socket.Receive(ref from);
                heardAt = now;
                into.AddRange(OscCodec.Decode(packet));
                return true;
            }
            catch (OscException)
            {
                return true;
            }
            catch (SocketException) // nobody at that port just now
            {
                Lost(now);
                return false;
            }
        }

        void SendBytes(byte[] packet)
        {
            try
            {
                if (socket != null) socket.Send(packet, packet.Length);
            }
            catch (SocketException)
            {
                // Told of an earlier packet; the look at the session file and the silence will tell.
            }
        }

        // Of one that was ready: greet again, without showing the token before it has proved itself once more.
        void Lost(double now)
        {
            if (State != LinkState.Ready) return;
            Restart(now);
            nextHello = now + HelloAgain;
        }

        // Keep the session, so that it is not greeted again before its file changes.
        void Forget()
        {
            Session known = session;
            Close();
            session = known;
        }

        void Close()
        {
            if (socket != null) socket.Close();
            socket = null;
            session = null;
            State = LinkState.Absent;
        }
    }
}
