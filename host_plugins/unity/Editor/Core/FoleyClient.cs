using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace FoleyBridge
{
    /// <summary>All that the plug-in does, without a window: requests, what the daemon says of them, and imports.
    /// Every method returns at once; Poll does the work.</summary>
    public sealed class FoleyClient : IDisposable
    {
        const double SendAgain = 1; // seconds, until the first answer
        const double Remind = 10; // afterwards: what is missing then was lost

        readonly DaemonLink link;
        readonly RequestStore store;
        readonly VariantFolder variants;
        readonly List<FoleyRequest> requests;
        readonly Dictionary<string, Action<OscMessage>> calls = new Dictionary<string, Action<OscMessage>>();
        int generation;

        public FoleyClient(DaemonLink link, RequestStore store, VariantFolder variants)
        {
            this.link = link;
            this.store = store;
            this.variants = variants;
            requests = store.Load();
        }

        /// <summary>The newest first.</summary>
        public IReadOnlyList<FoleyRequest> Requests
        {
            get { return requests; }
        }

        /// <summary>How well the daemon is known.</summary>
        public LinkState Link
        {
            get { return link.State; }
        }

        /// <summary>For a person, where something went wrong.</summary>
        public string Trouble { get; private set; } = "";

        /// <summary>What is known of the daemon's absence; empty where it is there.</summary>
        public string LinkTrouble
        {
            get { return link.Trouble; }
        }

        /// <summary>Rises with everything that a window would show anew.</summary>
        public int Version { get; private set; }

        /// <summary>Whether something is still to be done, with a window or without.</summary>
        public bool Busy
        {
            get { return requests.Any(one => !one.Final || one.Candidates.Any(c => c.State == CandidateState.Copied)); }
        }

        /// <summary>Ask for sounds. It is remembered first, and sent as soon as there is a daemon.</summary>
        public FoleyRequest Generate(string prompt, float seconds, int count, int seed)
        {
            var request = new FoleyRequest("unity-" + Session.RandomHex(16), prompt.Trim(), seconds, count, seed);
            requests.Insert(0, request);
            Trouble = "";
            Remember();
            return request;
        }

        /// <summary>Stop a request; one that never reached the daemon is stopped at once.</summary>
        public void Cancel(FoleyRequest request)
        {
            if (request.Final) return;
            request.CancelAsked = true;
            request.NextCancel = 0;
            if (!request.Sent) Fail(request, "Cancelled.");
            Remember();
        }

        /// <summary>Take what was not imported off the list.</summary>
        public void Dismiss(FoleyRequest request)
        {
            if (!request.Final) return;
            request.Dismissed = true;
            if (!request.Open) requests.Remove(request);
            Remember();
        }

        /// <summary>Bring a candidate into the project; Trouble says where that failed, and it can be tried again.</summary>
        public void Import(FoleyRequest request, Candidate candidate)
        {
            if (candidate.State != CandidateState.Offered) return;
            try
            {
                variants.Put(request, candidate);
                candidate.State = CandidateState.Copied;
                Trouble = "";
            }
            catch (Exception error) when (IsOfFiles(error))
            {
                Trouble = "'" + request.Prompt + "' was not imported: " + error.Message;
            }
            Remember();
        }

        /// <summary>Bring all candidates into the project; the first that the disk refuses ends it.</summary>
        public void ImportAll(FoleyRequest request)
        {
            foreach (Candidate candidate in request.Candidates)
            {
                Import(request, candidate);
                if (candidate.State == CandidateState.Offered) return;
            }
        }

        /// <summary>Hear what the daemon says and send what is due; now in seconds of any clock that only rises.</summary>
        public void Poll(double now)
        {
            foreach (OscMessage message in link.Poll(now, Busy)) Take(message, now);
            if (link.Generation != generation)
            {
                generation = link.Generation;
                foreach (FoleyRequest request in requests) SendAnew(request);
            }
            foreach (FoleyRequest request in requests.ToArray()) SendDue(request, now);
        }

        public void Dispose()
        {
            link.Dispose();
        }

        static void SendAnew(FoleyRequest request)
        {
            request.NextSend = request.NextCancel = 0;
            foreach (Candidate candidate in request.Candidates) candidate.NextSend = 0;
        }

        void SendDue(FoleyRequest request, double now)
        {
            if (link.State != LinkState.Ready) return;
            foreach (Candidate candidate in request.Candidates)
                if (candidate.State == CandidateState.Copied && now >= candidate.NextSend)
                    Confirm(request, candidate, now);
            try
            {
                if (!request.Final && now >= request.NextSend) Ask(request, now);
                if (!request.Final && request.CancelAsked && now >= request.NextCancel) AskToStop(request, now);
            }
            catch (OscException error)
            {
                Fail(request, error.Message);
            }
        }

        void Ask(FoleyRequest request, double now)
        {
            request.NextSend = now + (request.Phase == RequestPhase.Waiting ? SendAgain : Remind);
            if (!request.Sent)
            {
                request.Sent = true;
                Remember();
            }
            link.Send(request.Message());
        }

        void AskToStop(FoleyRequest request, double now)
        {
            request.NextCancel = now + SendAgain;
            link.Send(new OscMessage("/foley/cancel", "cancel-" + Session.RandomHex(16), request.Id));
        }

        void Fail(FoleyRequest request, string text)
        {
            request.Phase = RequestPhase.Failed;
            request.Text = text;
            Remember();
        }

        void Confirm(FoleyRequest request, Candidate candidate, double now)
        {
            candidate.NextSend = now + SendAgain;
            string call = "imported-" + request.Id + "-" + candidate.Index;
            calls[call] = answer =>
            {
                candidate.State = CandidateState.Confirmed;
                if (!request.Open && request.Dismissed) requests.Remove(request);
                Remember();
            };
            link.Send(new OscMessage("/foley/imported", call, request.Id, candidate.Index));
        }

        void Take(OscMessage message, double now)
        {
            try
            {
                string id = message.Text(0);
                Action<OscMessage> call;
                FoleyRequest request = requests.Find(one => one.Id == id);
                if (request != null) TakeOf(request, message, now);
                else if (calls.TryGetValue(id, out call) && IsFinalOfCall(message))
                {
                    calls.Remove(id);
                    call(message);
                }
            }
            catch (OscException error)
            {
                Trouble = "Foley Bridge said something that this plug-in does not understand: " + error.Message;
            }
        }

        // A confirmation is settled by its event, and by a daemon that has forgotten the request: it offers it no more.
        static bool IsFinalOfCall(OscMessage message)
        {
            return message.Address == "/foley/event" && message.Text(1) == "imported"
                || message.Address == "/foley/failed" && message.Text(1) == "unknown-id";
        }

        void TakeOf(FoleyRequest request, OscMessage message, double now)
        {
            request.NextSend = now + Remind;
            request.Hear(message);
            if (message.Address == "/foley/candidate") Recognise(request, request.CandidateOf(message.Int(1)));
            if (message.Address == "/foley/ranking") Rerank(request);
            if (message.Address == "/foley/progress") Version++;
            else Remember();
        }

        // What is in the project already is only confirmed, also where the daemon did not hear of it the first time.
        void Recognise(FoleyRequest request, Candidate candidate)
        {
            if (candidate.State == CandidateState.Confirmed || Has(request, candidate))
                candidate.State = CandidateState.Copied;
        }

        void Rerank(FoleyRequest request)
        {
            try
            {
                variants.Rerank(request);
            }
            catch (Exception error) when (IsOfFiles(error))
            {
                Trouble = "The manifest of '" + request.Prompt + "' keeps its old ranks: " + error.Message;
            }
        }

        bool Has(FoleyRequest request, Candidate candidate)
        {
            try
            {
                return variants.Has(request, candidate.Index);
            }
            catch (Exception error) when (IsOfFiles(error))
            {
                return false;
            }
        }

        void Remember()
        {
            Version++;
            try
            {
                store.Save(requests);
            }
            catch (Exception error) when (IsOfFiles(error))
            {
                Trouble = "Requests cannot be remembered over a restart of the editor: " + error.Message;
            }
        }

        static bool IsOfFiles(Exception error)
        {
            return error is IOException || error is UnauthorizedAccessException || error is FormatException;
        }
    }
}
